import type { IncomingHttpHeaders } from 'node:http'
import { startServer } from './start-server.ts'

/** One request that an upstream got. */
export interface Received {
  method: string | undefined
  path: string | undefined
  headers: IncomingHttpHeaders
  /** The client's end of the connection. */
  port: number | undefined
}

/** What an upstream answers; undefined answers nothing, ever. */
export type Reply = { status?: number; body?: unknown; text?: string } | undefined

/** An upstream that notes what it gets. */
export interface Upstream {
  address: string
  received: Received[]
}

/** Starts an upstream that answers with a reply, or with one for each request in turn, until the test ends. */
export async function startUpstream(reply: Reply | ((turn: number) => Reply)): Promise<Upstream> {
  const received: Received[] = []
  const address = await startServer((req, res) => {
    received.push({
      method: req.method,
      path: req.url,
      headers: req.headers,
      port: req.socket.remotePort,
    })
    const turn = typeof reply === 'function' ? reply(received.length) : reply
    if (turn === undefined) return
    res.writeHead(turn.status ?? 200, { 'content-type': 'application/json' })
    res.end(turn.text ?? JSON.stringify(turn.body ?? {}))
  })
  return { address, received }
}

/** An address at which nothing listens. */
export const NOWHERE = 'http://127.0.0.1:1'
