import type { Readable } from 'node:stream'
import { type Dispatcher, errors } from 'undici'
import type { Hop } from './hop.ts'

/** An answer whose headers are there, or why there is none. */
export type Outcome =
  | Dispatcher.ResponseData
  | 'upstream cannot be connected'
  | 'upstream broke off'
  | 'upstream request timeout'
  | 'no healthy upstream'

/** One try at one instance. */
export interface AttemptOptions {
  readonly dispatcher: Dispatcher
  readonly origin: string
  readonly body: Readable | Buffer | null
  /** Ends the try, and after it the answer. */
  readonly signal: AbortSignal
  /** Milliseconds until the answer has to begin. */
  readonly timeout: number | undefined
}

/** Sends a request once. Never rejects. */
export async function attempt(hop: Hop, options: AttemptOptions): Promise<Outcome> {
  const { dispatcher, origin, body, signal, timeout } = options
  const tooLate = new AbortController()
  const timer = timeout === undefined ? undefined : setTimeout(() => tooLate.abort(), timeout)
  try {
    return await dispatcher.request({
      origin,
      path: hop.request.url ?? '/',
      method: (hop.request.method ?? 'GET') as Dispatcher.HttpMethod,
      headers: [...hop.headers],
      body,
      signal: AbortSignal.any([signal, tooLate.signal]),
      responseHeaders: 'raw',
    })
  } catch (error) {
    if (signal.aborted || tooLate.signal.aborted) return 'upstream request timeout'
    return isConnectFailure(error) ? 'upstream cannot be connected' : 'upstream broke off'
  } finally {
    clearTimeout(timer)
  }
}

function isConnectFailure(error: unknown): boolean {
  if (error instanceof errors.ConnectTimeoutError) return true
  return (error as NodeJS.ErrnoException).syscall === 'connect'
}
