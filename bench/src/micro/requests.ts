import { once } from 'node:events'
import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inboundHeaders } from '../load/inbound.ts'
import { carried } from '../subjects/carried.ts'

/** What a case reads its headers from. */
export const carriers = {
  ring: '256 requests of node:http, each with values of its own: 16 headers, 7 of the 14 names',
  constant: 'the same request of node:http each time',
  plain: '256 plain objects of headers, as of a message',
  all: '256 requests of node:http: 16 headers, among them all 14 names',
  single: 'as ring, with B3 in its single header',
} as const

/** One of them. */
export type CarrierKind = keyof typeof carriers

/** A request, or what stands for one where only headers are given. */
export interface HeadersOf {
  readonly headers: IncomingHttpHeaders
}

/** Gives one request after the other, for ever. */
export type NextRequest = () => HeadersOf

const ringSize = 256

/** Sends requests to a server of node:http in this process, and keeps what it made of them. */
export async function requestsOf(kind: CarrierKind): Promise<HeadersOf[]> {
  const requests = await receiveRequests(kind === 'constant' ? 1 : ringSize, () =>
    headersOfKind(kind),
  )
  return kind === 'plain' ? requests.map(({ headers }) => ({ headers: { ...headers } })) : requests
}

/** A function that goes round a ring of them; their number is a power of two. */
export function goRound<Item>(ring: readonly Item[]): () => Item {
  const mask = ring.length - 1
  let place = 0
  return function next() {
    place = (place + 1) & mask
    return ring[place] as Item
  }
}

/** Requests as node:http makes them, with headers of the given kind. */
export async function receiveRequests(
  count: number,
  headersOf: () => Record<string, string>,
): Promise<IncomingMessage[]> {
  const received: IncomingMessage[] = []
  const server = http.createServer((req, res) => {
    received.push(req)
    res.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 })
  const answers = Array.from({ length: count }, async () => {
    const call = http.get({ host: '127.0.0.1', port, agent, headers: headersOf() })
    const [answer] = (await once(call, 'response')) as [IncomingMessage]
    answer.resume()
    await once(answer, 'end')
  })
  await Promise.all(answers)
  agent.destroy()
  server.close()
  return received
}

function headersOfKind(kind: CarrierKind): Record<string, string> {
  const headers = inboundHeaders()
  const { 'x-b3-traceid': traceId, 'x-b3-spanid': spanId, 'x-b3-parentspanid': parent } = headers
  if (kind === 'all') {
    return Object.fromEntries(
      carried.map((name) => [name, headers[name] ?? `${name}=${traceId}-${spanId}`]),
    )
  }
  if (kind !== 'single') return headers
  const rest = Object.entries(headers).filter(([name]) => !name.startsWith('x-b3-'))
  return { ...Object.fromEntries(rest), b3: `${traceId}-${spanId}-1-${parent}` }
}
