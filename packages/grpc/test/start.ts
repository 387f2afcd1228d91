import type { Interceptor, ServerInterceptor } from '@grpc/grpc-js'
import { onTestFinished } from 'vitest'
import { type Client, clientOf, type Handlers, serve } from './service.ts'

/** A client of a service, which both run until the test ends. */
export async function start(
  handlers: Handlers,
  server: ServerInterceptor[] = [],
  client: Interceptor[] = [],
  options = {},
): Promise<Client> {
  const { address, close } = await serve(handlers, server)
  const made = clientOf(address, client, options)
  onTestFinished(() => {
    made.close()
    close()
  })
  return made
}
