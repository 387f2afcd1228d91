import { Agent, request } from 'node:http'

/** A caller of one service over keep-alive connections, outside of what is tested. */
export interface Caller {
  /** Gives the body of the answer, parsed. */
  send(path: string, headers?: Record<string, string | string[]>): Promise<unknown>
  close(): void
}

/** Makes a caller of a service with so many connections at most. */
export function callerOf(origin: string, connections = 50): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return {
    send(path, headers = {}) {
      return new Promise((resolve, reject) => {
        const call = request(`${origin}${path}`, { headers, agent }, (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('end', () => settle(Buffer.concat(chunks).toString(), resolve, reject))
        })
        call.on('error', reject).end()
      })
    },
    close: () => agent.destroy(),
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
