import { once } from 'node:events'
import http, { type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerParent } from '../processes/answer-parent.ts'
import { answer } from '../services/answer.ts'

/** What the harness can ask of the upstream. */
export interface UpstreamControl {
  port(): number
  /** How many requests to `/hold` wait for their answer. */
  held(): number
  /** Answers them. */
  release(): void
}

// It answers at once; `/echo` with the headers that arrived, `/hold` when it is told to.
let held: ServerResponse[] = []
const server = http.createServer((req, res) => {
  if (req.url === '/echo') answer(res, JSON.stringify(req.headers))
  else if (req.url === '/hold') held.push(res)
  else answer(res)
})
server.keepAliveTimeout = 120_000
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 })
await once(server, 'listening')

answerParent<UpstreamControl>({
  port: () => (server.address() as AddressInfo).port,
  held: () => held.length,
  release() {
    for (const res of held) answer(res)
    held = []
  },
})
