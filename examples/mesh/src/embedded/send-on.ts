import { setTimeout as pause } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { type Attempt, noRetries, type Retries } from '../routing/retries.ts'
import { answer, passOn } from './answer.ts'
import { attempt, type Outcome } from './attempt.ts'
import type { Hop } from './hop.ts'
import { bodyOf } from './request-body.ts'

/** Where a request goes, and for how long and how often it is tried. */
export interface SendOnOptions {
  readonly dispatcher: Dispatcher
  /** The next instance to try; `undefined` when there is none. */
  readonly nextOrigin: () => string | undefined
  /** Milliseconds until the whole answer has to be there. */
  readonly timeout?: number | undefined
  readonly retries?: Retries
}

/** Sends a request on and its answer back, or answers with what went wrong. Never rejects. */
export async function sendOn(hop: Hop, options: SendOnOptions): Promise<void> {
  const abort = new AbortController()
  const timer =
    options.timeout === undefined
      ? undefined
      : setTimeout(() => abort.abort('timeout'), options.timeout)
  hop.response.once('close', () => {
    clearTimeout(timer)
    abort.abort()
  })
  try {
    await deliver(hop, await lastOutcome(hop, options, abort.signal))
  } catch {
    // The answer had begun, so all that can still be said is that it breaks off.
    if (hop.response.writableFinished) return
    if (abort.signal.aborted) hop.flags.add(abort.signal.reason === 'timeout' ? 'UT' : 'DC')
    else hop.flags.add('UC')
    hop.response.destroy()
  }
}

// undici's own retry goes on after a part of the answer has been passed on, keeps to one instance
// and has no time limit for each attempt; Envoy does none of these.
async function lastOutcome(
  hop: Hop,
  { dispatcher, nextOrigin, retries = noRetries }: SendOnOptions,
  signal: AbortSignal,
): Promise<Outcome> {
  const body = await bodyOf(hop.request, retries.attempts > 0)
  const attempts = body.canBeRepeated ? retries.attempts : 0
  for (let tried = 0; ; tried += 1) {
    const origin = nextOrigin()
    if (origin === undefined) return 'no healthy upstream'
    const limits = { signal, timeout: retries.perTryTimeout }
    const outcome = await attempt(hop, { dispatcher, origin, body: body.content, ...limits })
    if (signal.aborted || !retries.isDueAfter(asAttempt(outcome))) return outcome
    if (tried === attempts) {
      if (attempts > 0) hop.flags.add('URX')
      return outcome
    }
    if (typeof outcome === 'object') outcome.body.dump().catch(() => undefined)
    // Envoy's pause: a random part of 25 ms, doubled each time, at most 250 ms.
    const backOff = Math.random() * Math.min(25 * 2 ** tried, 250)
    await pause(backOff, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return 'upstream request timeout'
  }
}

async function deliver(hop: Hop, outcome: Outcome): Promise<void> {
  if (typeof outcome === 'object') return passOn(hop, outcome)
  const [status, flag] = failures[outcome]
  hop.flags.add(flag)
  answer(hop, status, outcome)
}

const failures: Record<Exclude<Outcome, object>, [status: number, flag: string]> = {
  'upstream cannot be connected': [503, 'UF'],
  'upstream broke off': [503, 'UC'],
  'upstream request timeout': [504, 'UT'],
  'no healthy upstream': [503, 'UH'],
}

function asAttempt(outcome: Outcome): Attempt {
  if (typeof outcome === 'object') return { status: outcome.statusCode }
  if (outcome === 'upstream cannot be connected') return { failure: 'connect' }
  return { failure: outcome === 'upstream broke off' ? 'reset' : 'timeout' }
}
