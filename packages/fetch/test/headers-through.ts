import type { Dispatcher } from 'undici'
import type { Received } from '../../../test/kit/echo-server.ts'

/** Makes a request through a dispatcher, and gives the headers that arrived at the echo server. */
export async function headersThrough(
  dispatcher: Dispatcher,
  options: { origin: string },
): Promise<Received['headers']> {
  const { body } = await dispatcher.request({ path: '/', method: 'GET', ...options } as never)
  return ((await body.json()) as Received).headers
}
