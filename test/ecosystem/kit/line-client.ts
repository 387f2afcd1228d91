import { connect, createServer, type Server } from 'node:net'
import { onTestFinished } from 'vitest'
import { listen } from '../../kit/echo-server.ts'

/** A client with one connection for all, as many drivers have: answers come in the order of the questions. */
export interface LineClient {
  ask(question: string, callback: (answer: string) => void): void
}

/** Connects to a server that answers each line with another. */
export function connectLineClient(port: number): LineClient {
  const waiting: ((line: string) => void)[] = []
  const socket = connect(port, '127.0.0.1')
  socket.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n').slice(0, -1)) waiting.shift()?.(line)
  })
  return {
    ask(question, callback) {
      waiting.push(callback)
      socket.write(`${question}\n`)
    },
  }
}

/** Starts a server that sends each line back, until the test ends. */
export function serveLines(): Promise<number> {
  return serveTcp(createServer((socket) => socket.pipe(socket)))
}

/** Starts a server of TCP until the test ends, and gives its port. */
export async function serveTcp(server: Server): Promise<number> {
  const sockets = new Set<{ destroy(): unknown }>()
  server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined)))
  const { origin, close } = await listen(server)
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    return close()
  })
  return Number(new URL(origin).port)
}
