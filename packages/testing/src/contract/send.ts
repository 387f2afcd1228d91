import { Agent, request } from 'node:http'
import type { Answer, Send } from './subject.ts'

/** Sends requests over connections that stay open, no more of them than given. */
export function sender(connections: number): { send: Send; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return {
    send(origin, path, headers) {
      return new Promise<Answer>((resolve, reject) => {
        const options = { agent, headers: headers as Record<string, string | string[]> }
        const call = request(`${origin}${path}`, options, (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString()
            try {
              resolve({ body: JSON.parse(text), headers: response.headers })
            } catch {
              reject(new Error(`the service answered ${response.statusCode}, not with JSON`))
            }
          })
        })
        call.on('error', reject).end()
      })
    },
    close: () => agent.destroy(),
  }
}
