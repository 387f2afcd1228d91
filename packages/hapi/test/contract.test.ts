import { createServer } from 'node:http2'
import { server as hapi, type ServerOptions } from '@hapi/hapi'
import { type WaybillOptions, waybill } from '@waybill/hapi'
import { contract, type Inbound } from '@waybill/testing'
import { describe, test } from 'vitest'
import { sendOverHttp2 } from './send-over-http2.ts'

function inbound(name: string, settings?: () => ServerOptions): Inbound {
  return {
    name,
    async start(handler, options) {
      const server = hapi({ port: 0, host: '127.0.0.1', debug: false, ...settings?.() })
      await server.register(waybill(options as WaybillOptions))
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

const inbounds: Inbound[] = [
  inbound('hapi 21'),
  {
    ...inbound('hapi 21, on a listener of http2', () => ({ listener: createServer() as never })),
    send: sendOverHttp2,
  },
]

describe.each(inbounds)('$name', (subject) => {
  for (const { name, skip, run } of contract({ inbound: subject })) test.skipIf(skip)(name, run)
})
