import { durationOf } from './duration.ts'
import { membersOf, type RuleField, refuse, required, textOf, wholeNumberOf } from './rule-field.ts'

/** How one attempt at a call ended. */
export type Attempt =
  | { readonly status: number }
  | { readonly failure: 'connect' | 'reset' | 'timeout' }

/** When a call is tried again, and how often. */
export interface Retries {
  /** Attempts after the first. */
  readonly attempts: number
  /** Milliseconds until an attempt's answer has to begin. */
  readonly perTryTimeout: number | undefined
  isDueAfter(attempt: Attempt): boolean
}

/** No second attempt. */
export const noRetries: Retries = {
  attempts: 0,
  perTryTimeout: undefined,
  isDueAfter: () => false,
}

type Condition = (attempt: Attempt) => boolean

const hasFailed: Condition = (attempt) => 'failure' in attempt
const statusIn =
  (least: number, most: number): Condition =>
  (attempt) =>
    'status' in attempt && attempt.status >= least && attempt.status <= most

/** As Envoy's router has it: an answer that never came counts as one of 5xx. */
const conditions: Record<string, Condition> = {
  '5xx': (attempt) => hasFailed(attempt) || statusIn(500, 599)(attempt),
  'gateway-error': (attempt) => hasFailed(attempt) || statusIn(502, 504)(attempt),
  'connect-failure': (attempt) => 'failure' in attempt && attempt.failure === 'connect',
  reset: hasFailed,
  'retriable-4xx': statusIn(409, 409),
  // A marker only: the statuses themselves stand beside it, as numbers.
  'retriable-status-codes': () => false,
  // These cannot happen over HTTP/1.1, so there is nothing to follow.
  'refused-stream': () => false,
  cancelled: () => false,
  'deadline-exceeded': () => false,
  internal: () => false,
  'resource-exhausted': () => false,
  unavailable: () => false,
}

/** Reads `retries`; without `retryOn`, a connection that cannot be made and a 503 are tried again. */
export function retriesOf(field: RuleField | undefined): Retries {
  if (field === undefined) return noRetries
  const known = ['attempts', 'perTryTimeout', 'retryOn']
  const { attempts, perTryTimeout, retryOn } = membersOf(field, known)
  const wanted = conditionsOf(retryOn ?? { ...field, value: 'connect-failure,503' })
  return {
    attempts: wholeNumberOf(required(field, 'attempts', attempts), 0, 100),
    perTryTimeout: perTryTimeout && (durationOf(perTryTimeout) || undefined),
    isDueAfter: (attempt) => wanted.some((isMet) => isMet(attempt)),
  }
}

function conditionsOf(field: RuleField): Condition[] {
  return textOf(field)
    .split(',')
    .map((word) => word.trim())
    .map((word) => conditionOf(word) ?? refuse(field, unknownCondition(word)))
}

function conditionOf(word: string): Condition | undefined {
  if (/^[1-5]\d\d$/.test(word)) return statusIn(Number(word), Number(word))
  return Object.hasOwn(conditions, word) ? conditions[word] : undefined
}

function unknownCondition(word: string): string {
  const known = Object.keys(conditions).join(', ')
  return `holds ${JSON.stringify(word)}, which is no status and none of ${known}`
}
