import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'

/** How the requests to the service under test are made. `{mark}` in the URL and the body is a word of each request's own. */
export interface Asking {
  readonly url: string
  readonly method: string
  readonly body: string | undefined
  /** Sent with each request, and not tested. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Longest wait for a response, in milliseconds. */
  readonly timeout: number
}

/** How a request ended: with a status, or with the code or message of an error. */
export interface Ending {
  readonly status?: number
  readonly error?: string
}

/** Makes requests to the service under test. */
export interface Client {
  /** Never throws. */
  send(headers: ReadonlyMap<string, string>, word: string): Promise<Ending>
  close(): void
}

/** Returns a client that keeps its connections, as a sidecar does. */
export function createClient({ url, method, body, headers, timeout }: Asking): Client {
  const isSecure = url.startsWith('https:')
  const agent = isSecure ? new SecureAgent({ keepAlive: true }) : new Agent({ keepAlive: true })

  function start(address: URL, all: Record<string, string>): ClientRequest {
    const options = { method, headers: all, agent, signal: AbortSignal.timeout(timeout) }
    return isSecure ? secureRequest(address, options) : request(address, options)
  }

  function send(sent: ReadonlyMap<string, string>, word: string, again = true): Promise<Ending> {
    const content = body?.replaceAll('{mark}', word)
    const all = Object.fromEntries([
      ['user-agent', 'waybill-doctor'],
      ...(content === undefined ? [] : bodyHeaders(content)),
      ...headers,
      ...sent,
    ])
    return new Promise((resolve) => {
      const asked = start(new URL(url.replaceAll('{mark}', word)), all)
      asked.on('response', (response: IncomingMessage) => {
        response.on('error', (error) => resolve(endingOf(error)))
        response.resume().on('end', () => resolve({ status: response.statusCode ?? 0 }))
      })
      asked.on('error', (error) => {
        // The service closed a connection that was kept just as it was used again.
        if (again && asked.reusedSocket && isReset(error)) resolve(send(sent, word, false))
        else resolve(endingOf(error))
      })
      asked.end(content)
    })
  }

  return { send, close: () => agent.destroy() }
}

function bodyHeaders(body: string): [string, string][] {
  const type = /^\s*[[{]/.test(body) ? 'application/json' : 'application/x-www-form-urlencoded'
  return [
    ['content-type', type],
    ['content-length', String(Buffer.byteLength(body))],
  ]
}

function isReset(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'ECONNRESET'
}

function endingOf(error: Error): Ending {
  if (error.name === 'AbortError' || error.name === 'TimeoutError')
    return { error: 'no response in time' }
  return { error: (error as NodeJS.ErrnoException).code ?? error.message }
}
