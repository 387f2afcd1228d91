import { createServer } from 'node:http2'
import { server as hapi, type ServerOptions } from '@hapi/hapi'
import type { Inbound } from '@waybill/testing'
import { sendHttp2 } from '../send.ts'
import type { Waybills } from '../waybills.ts'

/** hapi, and hapi over HTTP/2, with Waybill registered as a plugin. */
export function hapiInbounds(waybills: Pick<Waybills, 'hapi'>): Inbound[] {
  return [
    hapiInbound('hapi 21', () => ({}), waybills),
    {
      ...hapiInbound('hapi 21, http2', () => ({ listener: createServer() as never }), waybills),
      send: sendHttp2,
    },
  ]
}

function hapiInbound(
  name: string,
  settings: () => ServerOptions,
  { hapi: { waybill } }: Pick<Waybills, 'hapi'>,
): Inbound {
  return {
    name,
    async start(handler, options) {
      const server = hapi({ port: 0, host: '127.0.0.1', debug: false, ...settings() })
      await server.register(waybill(options as never))
      server.route({
        method: 'GET',
        path: '/',
        handler: async ({ raw }) => (await handler(raw.req.url ?? '/')) as object,
      })
      await server.start()
      return { origin: server.info.uri, close: () => server.stop({ timeout: 1 }) }
    },
  }
}
