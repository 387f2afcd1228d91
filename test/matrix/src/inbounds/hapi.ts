import Hapi from '@hapi/hapi'
import type { Inbound } from '@waybill/testing'
import type { Waybills } from '../waybills.ts'

/** hapi, with Waybill registered as a plugin. */
export function hapiInbound({ hapi: { waybill } }: Pick<Waybills, 'hapi'>): Inbound {
  return {
    name: 'hapi 21',
    async start(handler, options) {
      const server = Hapi.server({ port: 0, host: '127.0.0.1' })
      await server.register(waybill(options))
      server.route({
        method: 'GET',
        path: '/',
        handler: ({ url }) => handler(`${url.pathname}${url.search}`) as Promise<object>,
      })
      await server.start()
      return {
        origin: `http://127.0.0.1:${server.info.port}`,
        close: () => server.stop({ timeout: 0 }),
      }
    },
  }
}
