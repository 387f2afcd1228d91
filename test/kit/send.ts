import { Agent, request } from 'node:http'
import { type ClientHttp2Session, connect } from 'node:http2'
import { request as secureRequest } from 'node:https'
import type { Service } from './inbounds.ts'

/** A caller of one service over keep-alive connections, outside of what is tested. */
export interface Caller {
  send(path: string, headers?: Record<string, string | string[]>): Promise<unknown>
  close(): void
}

/** Makes a caller of a service: over HTTP/2 where the service's name says so. */
export function callerOf(service: Service, inboundName: string): Caller {
  return inboundName.includes('http2') ? http2Caller(service.origin) : httpCaller(service.origin)
}

function httpCaller(origin: string): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: 50 })
  const isSecure = origin.startsWith('https')
  return {
    send(path, headers = {}) {
      return new Promise((resolve, reject) => {
        const options = isSecure ? { headers, rejectUnauthorized: false } : { headers, agent }
        const call = (isSecure ? secureRequest : request)(
          `${origin}${path}`,
          options,
          (response) => {
            const chunks: Buffer[] = []
            response.on('data', (chunk: Buffer) => chunks.push(chunk))
            response.on('end', () => settle(Buffer.concat(chunks).toString(), resolve, reject))
          },
        )
        call.on('error', reject).end()
      })
    },
    close: () => agent.destroy(),
  }
}

function http2Caller(origin: string): Caller {
  const session: ClientHttp2Session = connect(origin)
  return {
    send(path, headers = {}) {
      return new Promise((resolve, reject) => {
        const stream = session.request({ ':path': path, ...headers })
        let text = ''
        stream.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        stream.on('end', () => settle(text, resolve, reject)).on('error', reject)
        stream.end()
      })
    },
    close: () => session.close(),
  }
}

function settle(
  text: string,
  resolve: (value: unknown) => void,
  reject: (error: Error) => void,
): void {
  try {
    resolve(JSON.parse(text))
  } catch {
    reject(new Error(`not JSON: ${text.slice(0, 200)}`))
  }
}
