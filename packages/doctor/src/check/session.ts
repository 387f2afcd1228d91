import type { Call } from './call.ts'
import type { Client, Ending } from './client.ts'
import type { MarkedRequest } from './marks/ledger.ts'

/** What happens during a check, in order: a call reaches the echo, or a request ends. */
export type Happening =
  | { readonly type: 'call'; readonly call: Call }
  | { readonly type: 'response'; readonly request: MarkedRequest; readonly ending: Ending }

/** Sends requests, and tells what happens one thing after the other. */
export interface Session {
  send(request: MarkedRequest): void
  /** For the echo: tells that a call came. */
  tell(happening: Happening): void
  /** The next thing that happens; undefined where nothing does for so many milliseconds. */
  next(milliseconds?: number): Promise<Happening | undefined>
}

/** Starts a session with a client. */
export function createSession(client: Client): Session {
  const past: Happening[] = []
  let wake: (() => void) | undefined

  function tell(happening: Happening): void {
    past.push(happening)
    wake?.()
  }

  return {
    tell,
    send(request) {
      client
        .send(request.sent, request.mark.word)
        .then((ending) => tell({ type: 'response', request, ending }))
    },
    next(milliseconds) {
      if (past.length > 0) return Promise.resolve(past.shift())
      return new Promise((resolve) => {
        const timer = milliseconds === undefined ? undefined : setTimeout(go, milliseconds)
        wake = go
        function go(): void {
          clearTimeout(timer)
          wake = undefined
          resolve(past.shift())
        }
      })
    },
  }
}
