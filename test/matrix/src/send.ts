import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2'
import { Agent, request } from 'node:https'
import type { Answer, Send } from '@waybill/testing'

const agent = new Agent({ keepAlive: true, rejectUnauthorized: false, maxSockets: 500 })

/** Sends a request over https, whatever the certificate. */
export const sendSecurely: Send = (origin, path, headers) =>
  new Promise((resolve, reject) => {
    const options = { agent, headers: headers as Record<string, string | string[]> }
    request(`${origin}${path}`, options, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => settle(text, response.headers, resolve, reject))
    })
      .on('error', reject)
      .end()
  })

const sessions = new Map<string, ClientHttp2Session>()

/** Sends a request over HTTP/2 without TLS, all of a service's over one connection. */
export const sendHttp2: Send = (origin, path, headers) =>
  new Promise((resolve, reject) => {
    const stream = sessionOf(origin).request({
      ':path': path,
      ...(headers as Record<string, string | string[]>),
    })
    let answered: IncomingHttpHeaders = {}
    let text = ''
    stream.on('response', (headers) => {
      answered = headers
    })
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    stream.on('end', () => settle(text, answered, resolve, reject)).on('error', reject)
    stream.end()
  })

function sessionOf(origin: string): ClientHttp2Session {
  const known = sessions.get(origin)
  if (known && !known.closed && !known.destroyed) return known
  const session = connect(origin)
  // Nothing waits for it once the service is closed.
  session.on('error', () => undefined).unref()
  sessions.set(origin, session)
  return session
}

function settle(
  text: string,
  headers: Answer['headers'],
  resolve: (answer: Answer) => void,
  reject: (error: Error) => void,
): void {
  try {
    resolve({ body: JSON.parse(text), headers })
  } catch {
    reject(new Error(`not JSON: ${text.slice(0, 200)}`))
  }
}
