import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that listens on 127.0.0.1. */
export interface Listener {
  /** As `http://127.0.0.1:9080`. */
  readonly url: string
  readonly port: number
  /** Stops listening and ends every connection. */
  close(): Promise<void>
}

/**
 * Starts a server on a port of 127.0.0.1; 0 stands for any free one.
 * @throws with one sentence that names the port and `purpose` when the port cannot be had.
 */
export async function listen(
  port: number,
  purpose: string,
  handle: RequestListener,
): Promise<Listener> {
  // Envoy's limit on headers. Under Node's own, which is lower, the few that are added on the way
  // in would be too many for a request that just fitted.
  const server = createServer({ maxHeaderSize: 60 * 1024 }, handle)
  // Longer than a sidecar keeps an idle connection: what is sent on one that is just being closed at
  // its far end is lost, spans above all, which nobody sends again.
  server.keepAliveTimeout = 65_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new Error(explain(error, port, purpose))))
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: opened } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${opened}`, port: opened, close: () => closeAll(server) }
}

function explain(error: NodeJS.ErrnoException, port: number, purpose: string): string {
  const problem = error.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${error.code})`
  return `Port ${port}, wanted for ${purpose}, ${problem}; choose another first port with --port, or any free ones with --port 0.`
}

function closeAll(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
