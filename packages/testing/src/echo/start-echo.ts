import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describeReceived, type Received } from './received.ts'

/** A server that tells its caller which headers arrived. */
export interface EchoServer {
  /** Such as `http://127.0.0.1:40123`. */
  readonly origin: string
  /** What arrived, in order, a request each. */
  readonly received: Received[]
  close(): Promise<void>
}

/** A certificate of PEM, for an echo server that speaks https. */
export interface EchoOptions {
  readonly key: string
  readonly cert: string
}

/**
 * Starts an echo server on a free port of 127.0.0.1. It answers each request with what arrived, as JSON. In the query,
 * `delay=20` makes it wait so many milliseconds first; `hold=5` until so many requests are held, which then go on at
 * once; `status=404` sets the status; `to=URL` redirects there (with `status=307`, by that one).
 */
export async function startEcho(secure?: EchoOptions): Promise<EchoServer> {
  const received: Received[] = []
  let held: (() => void)[] = []
  const listener: RequestListener = (req, res) => {
    const request = describeReceived(req.method ?? '', req.url ?? '', req.rawHeaders)
    const { searchParams: asked } = new URL(request.path, 'http://echo')
    received.push(request)
    const answer = (): void => {
      const to = asked.get('to')
      res.statusCode = Number(asked.get('status') ?? (to === null ? 200 : 302))
      if (to !== null) res.setHeader('location', to)
      res.setHeader('content-type', 'application/json').end(JSON.stringify(request))
    }
    req.resume().on('end', () => {
      const hold = Number(asked.get('hold') ?? 0)
      if (hold === 0) setTimeout(answer, Number(asked.get('delay') ?? 0))
      else if (held.push(answer) === hold) {
        const all = held
        held = []
        for (const one of all) one()
      }
    })
  }
  const server = secure ? createSecureServer({ ...secure }, listener) : createServer(listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  return {
    origin: `http${secure ? 's' : ''}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close() {
      return new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}
