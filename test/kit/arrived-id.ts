import type { EchoServer, Received } from './echo-server.ts'

/** The request id that arrived at an echo server, as its answer tells. */
export async function arrivedId(answer: Response | Promise<Response>): Promise<unknown> {
  return ((await (await answer).json()) as Received).headers['x-request-id']
}

/** The request ids that arrived at an echo server, in order. */
export function arrivedIds({ received }: EchoServer): unknown[] {
  return received.map(({ headers }) => headers['x-request-id'])
}
