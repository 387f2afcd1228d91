import { connect } from 'node:net'
import { Agent, fetch, type Response } from 'undici'

/** Fetches over connections that start where a `network-node.mjs` runs. */
export interface WayIn {
  fetch(url: string): Promise<Response>
  close(): Promise<void>
}

/** A way in through the socket of a `network-node.mjs`. */
export function wayIn(door: string): WayIn {
  const agent = new Agent({
    connect({ hostname, port }, callback) {
      const socket = connect({ path: door })
      socket.once('error', (error) => callback(error, null))
      socket.once('connect', () => {
        socket.write(`${hostname}:${port}\n`)
        callback(null, socket)
      })
    },
  })
  return {
    fetch: (url) => fetch(url, { dispatcher: agent, signal: AbortSignal.timeout(5_000) }),
    close: () => agent.destroy(),
  }
}
