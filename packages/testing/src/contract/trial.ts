import { AssertionError, deepStrictEqual } from 'node:assert'
import type { PolicyOptions } from '@waybill/core'
import type { Received } from '../echo/received.ts'
import type { EchoServer } from '../echo/start-echo.ts'
import { startEcho } from '../echo/start-echo.ts'
import { sender } from './send.ts'
import type { Answer, SentHeaders, Subject } from './subject.ts'

/** What a request of the contract asks of the service. */
export interface Wish {
  /** The headers that the request comes with. */
  readonly headers?: SentHeaders
  /** The headers that the call sets itself. */
  readonly own?: Readonly<Record<string, string>>
  /** The URL to call; the echo server's, if not given, with this query behind it. */
  readonly url?: string
  readonly query?: string
  /** Milliseconds before the call. */
  readonly before?: number
}

/** A subject while one behaviour is shown: its service and the echo server that it calls. */
export interface Trial {
  readonly echo: EchoServer
  readonly send: (wish: Wish) => Promise<Answer>
  /** The same, for the headers that arrived at the echo server. */
  readonly arrived: (wish: Wish) => Promise<Received['headers']>
}

/** Runs a trial of a subject, and closes all that it opened. */
export async function trial(
  subject: Subject,
  options: PolicyOptions | undefined,
  connections: number,
  run: (trial: Trial) => Promise<void>,
): Promise<void> {
  const echo = await (subject.startEcho ?? (() => startEcho()))()
  try {
    const service = await subject.start(options)
    const http = sender(connections)
    const deliver = subject.send ?? http.send
    async function send({ headers = {}, own = {}, url, query = '', before = 0 }: Wish) {
      const asked = new URLSearchParams({ call: url ?? `${echo.origin}/${query}` })
      if (Object.keys(own).length > 0) asked.set('headers', JSON.stringify(own))
      if (before > 0) asked.set('before', String(before))
      return deliver(service.origin, `/?${asked}`, headers)
    }
    async function arrived(wish: Wish) {
      const { body } = await send(wish)
      const { headers } = Object(body) as Partial<Received>
      if (headers) return headers
      throw new AssertionError({ message: `the call failed: ${JSON.stringify(body)}` })
    }
    try {
      await run({ echo, send, arrived })
    } finally {
      http.close()
      await service.close()
    }
  } finally {
    await echo.close()
  }
}

/** Asserts what arrived of some headers: a missing one counts as `undefined`. */
export function assertArrived(
  headers: Received['headers'],
  expected: Readonly<Record<string, unknown>>,
): void {
  const found = Object.fromEntries(Object.keys(expected).map((name) => [name, headers[name]]))
  deepStrictEqual(found, { ...expected })
}
