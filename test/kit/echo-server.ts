import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { certificate } from './certificate.ts'

/** A server that tells its caller which headers arrived. */
export interface EchoServer {
  /** Such as `http://127.0.0.1:40123`. */
  readonly origin: string
  /** Such as `127.0.0.1:40123`. */
  readonly host: string
  /** What arrived, in order, a request each. */
  readonly received: Received[]
  close(): Promise<void>
}

/** One request as it arrived: every header by its lower-case name, a repeated one as an array. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string | string[]>
}

/**
 * Starts an echo server on a free port. It answers each request with what arrived, as JSON; `/redirect?to=URL` with a
 * redirect there (`&status=307`); `?delay=20` makes it wait for so many milliseconds first.
 */
export async function startEcho({ secure = false } = {}): Promise<EchoServer> {
  const received: Received[] = []
  const listener: RequestListener = (req, res) => {
    const request = describeRequest(req)
    received.push(request)
    const url = new URL(req.url ?? '/', 'http://echo')
    const answer = () => {
      const to = url.searchParams.get('to')
      if (to === null)
        res.setHeader('content-type', 'application/json').end(JSON.stringify(request))
      else res.writeHead(Number(url.searchParams.get('status') ?? 302), { location: to }).end()
    }
    req.resume().on('end', () => setTimeout(answer, Number(url.searchParams.get('delay') ?? 0)))
  }
  const { origin, close } = await listen(
    secure ? createSecureServer(await certificate(), listener) : createServer(listener),
    secure,
  )
  return { origin, host: new URL(origin).host, received, close }
}

/** Listens on a free port of 127.0.0.1. */
export async function listen(
  server: Listening,
  secure = false,
): Promise<{ origin: string; close(): Promise<void> }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    origin: `http${secure ? 's' : ''}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      return new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections?.()
      })
    },
  }
}

/** A server of node:http, https or http2, or of node:net. */
export interface Listening {
  once(event: 'error', listener: (error: Error) => void): unknown
  listen(port: number, host: string, listener: () => void): unknown
  address(): unknown
  close(listener: () => void): unknown
  closeAllConnections?(): void
}

function describeRequest({ method = '', url = '', rawHeaders }: IncomingMessage): Received {
  const headers: Record<string, string | string[]> = Object.create(null)
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase()
    const value = rawHeaders[i + 1] as string
    const earlier = headers[name]
    headers[name] = earlier === undefined ? value : [earlier, value].flat()
  }
  return { method, path: url, headers }
}
