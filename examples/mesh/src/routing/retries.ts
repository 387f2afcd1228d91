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
  /** Envoy's words for what is tried again, and statuses. */
  readonly conditions: readonly string[]
  isDueAfter(attempt: Attempt): boolean
}

/** No second attempt. */
export const noRetries: Retries = {
  attempts: 0,
  perTryTimeout: undefined,
  conditions: [],
  isDueAfter: () => false,
}

type Condition = (attempt: Attempt) => boolean

const hasFailed: Condition = (attempt) => 'failure' in attempt
const statusIn =
  (least: number, most: number): Condition =>
  (attempt) =>
    'status' in attempt && attempt.status >= least && attempt.status <= most

/** As Envoy's router has it: an answer that never came counts as one of 5xx. */
const testOf: Record<string, Condition> = {
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
  const words = conditionsOf(retryOn ?? { ...field, value: 'connect-failure,503' })
  const tests = words.map(conditionOf)
  return {
    attempts: wholeNumberOf(required(field, 'attempts', attempts), 0, 100),
    perTryTimeout: perTryTimeout && (durationOf(perTryTimeout) || undefined),
    conditions: words,
    isDueAfter: (attempt) => tests.some((isMet) => isMet?.(attempt)),
  }
}

function conditionsOf(field: RuleField): string[] {
  const words = textOf(field)
    .split(',')
    .map((word) => word.trim())
  for (const word of words) {
    if (conditionOf(word) === undefined) refuse(field, unknownCondition(word))
  }
  return words
}

function conditionOf(word: string): Condition | undefined {
  if (/^[1-5]\d\d$/.test(word)) return statusIn(Number(word), Number(word))
  return Object.hasOwn(testOf, word) ? testOf[word] : undefined
}

function unknownCondition(word: string): string {
  const known = Object.keys(testOf).join(', ')
  return `holds ${JSON.stringify(word)}, which is no status and none of ${known}`
}
