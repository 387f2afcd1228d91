import { serve } from '@hono/node-server'
import type { WaybillOptions } from '@waybill/hono'
import type { Inbound, Service } from '@waybill/testing'
import { Hono } from 'hono'
import type { Waybills } from '../waybills.ts'

/** Hono on Node, through its node-server. */

export function honoInbound({ hono: { waybill } }: Pick<Waybills, 'hono'>): Inbound {
  return {
    name: 'hono 4',
    start(handler, options) {
      const app = new Hono()
      app.use(waybill(options as unknown as WaybillOptions))
      app.get('/', async (c) => {
        const { pathname, search } = new URL(c.req.url)
        return c.json((await handler(`${pathname}${search}`)) as object)
      })
      return new Promise<Service>((resolve) => {
        const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
          resolve({
            origin: `http://127.0.0.1:${port}`,
            close: () =>
              new Promise((closed) => {
                server.close(() => closed())
                if ('closeAllConnections' in server) server.closeAllConnections()
              }),
          }),
        )
      })
    },
  }
}
