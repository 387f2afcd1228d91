import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Names and values in turn, as they came. */
export type RawHeaders = readonly string[]

/** A server that remembers the headers of each call by its path, `/ID`. */
export interface Upstream {
  readonly origin: string
  /** What came with the calls of one id. */
  received(id: string): readonly RawHeaders[]
  /** Keeps the answers to calls whose id begins so, until it is told to release them. */
  hold(prefix: string): { release(): void }
  close(): void
}

/** Starts an upstream on a free port. */
export async function startUpstream(): Promise<Upstream> {
  const calls = new Map<string, RawHeaders[]>()
  const held = new Map<string, ServerResponse[]>()
  const server = createServer({ keepAliveTimeout: 60_000 }, (req, res) => {
    const id = String(req.url).slice(1)
    calls.set(id, [...(calls.get(id) ?? []), req.rawHeaders])
    const prefix = [...held.keys()].find((one) => id.startsWith(one))
    if (prefix) held.get(prefix)?.push(res)
    else res.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: (id) => calls.get(id) ?? [],
    hold(prefix) {
      held.set(prefix, [])
      return {
        release() {
          const answers = held.get(prefix) ?? []
          held.delete(prefix)
          for (const one of answers) one.end('{}')
        },
      }
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
