import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Call, createCall } from './call.ts'

/** What the echo answers each call with. */
export interface EchoAnswer {
  readonly status: number
  readonly body: string | Buffer
}

/** The upstream that stands in for the service's own. */
export interface Echo {
  readonly port: number
  close(): Promise<void>
}

/**
 * Starts the echo. It reads each call to its end, and answers when the call is told to.
 * @param host the address to listen at
 * @param port 0 for any free one
 */
export async function startEcho(
  host: string,
  port: number,
  { status, body }: EchoAnswer,
  onCall: (call: Call) => void,
): Promise<Echo> {
  const type = contentType(body)
  const server = createServer({ maxHeaderSize: 65_536 }, (req, res) => {
    const call = createCall(req.method ?? '', req.url ?? '/', req.rawHeaders, () => {
      res.writeHead(status, { 'content-type': type }).end(body)
    })
    req.on('error', () => undefined)
    req.resume().on('end', () => onCall(call))
  })
  // A service that keeps its connections must not meet one that was closed just as it uses it.
  server.keepAliveTimeout = 65_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      return new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

function contentType(body: string | Buffer): string {
  const text = body.toString()
  try {
    JSON.parse(text)
    return 'application/json'
  } catch {
    return text.trimStart().startsWith('<')
      ? 'text/html; charset=utf-8'
      : 'text/plain; charset=utf-8'
  }
}
