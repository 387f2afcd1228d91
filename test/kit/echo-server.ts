import type { AddressInfo } from 'node:net'
import { type EchoServer as Echo, startEcho as start } from '@waybill/testing'
import { certificate } from './certificate.ts'

export type { Received } from '@waybill/testing'

/** An echo server, with its host and port as a target names them. */
export interface EchoServer extends Echo {
  /** Such as `127.0.0.1:40123`. */
  readonly host: string
}

/** Starts an echo server on a free port, over https if asked for. */
export async function startEcho({ secure = false } = {}): Promise<EchoServer> {
  const echo = await start(secure ? await certificate() : undefined)
  return { ...echo, host: new URL(echo.origin).host }
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
