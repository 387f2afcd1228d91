import type { AddressInfo } from 'node:net'
import type { Handler, Service } from '@waybill/testing'

/** A server of node:http, https or http2. */
export interface Listening {
  once(event: 'error', listener: (error: Error) => void): unknown
  listen(port: number, host: string, listener: () => void): unknown
  address(): unknown
  close(listener: () => void): unknown
  closeAllConnections?(): void
}

/** Listens on a free port of 127.0.0.1. */
export async function listen(server: Listening, scheme = 'http'): Promise<Service> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    origin: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      return new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections?.()
      })
    },
  }
}

/** A listener of node:http that answers with what a handler gives, as JSON. */
export function jsonListener(handler: Handler) {
  return async function answerJson(
    req: { url?: string | undefined },
    res: {
      statusCode: number
      setHeader(name: string, value: string): unknown
      end(text: string): unknown
    },
  ): Promise<void> {
    try {
      const body = JSON.stringify(await handler(req.url ?? '/'))
      res.setHeader('content-type', 'application/json')
      res.end(body)
    } catch (error) {
      res.statusCode = 500
      res.end(JSON.stringify({ error: String(error) }))
    }
  }
}
