import { server as hapi, type Server, type ServerOptions } from '@hapi/hapi'
import { waybill } from '@waybill/hapi'
import { onTestFinished } from 'vitest'

/** Serves what is built onto a server until the test ends. */
export async function startServer(
  build: (server: Server) => unknown,
  options: ServerOptions = {},
): Promise<string> {
  const server = hapi({ port: 0, host: '127.0.0.1', debug: false, ...options })
  onTestFinished(() => server.stop({ timeout: 1 }))
  await build(server)
  await server.start()
  return server.info.uri
}

/** The same, with the plugin registered first. */
export function startWithWaybill(
  build: (server: Server) => unknown,
  options?: ServerOptions,
): Promise<string> {
  return startServer(async (server) => {
    await server.register(waybill({ echo: ['x-request-id'] }))
    return build(server)
  }, options)
}
