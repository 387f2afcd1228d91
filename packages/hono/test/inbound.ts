import { createServer, type RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Policy, PolicyOptions } from '@waybill/core'
import { waybill } from '@waybill/hono'
import type { Handler, Service } from '@waybill/testing'
import { Hono } from 'hono'
import { listen } from '../../../test/kit/echo-server.ts'

type Wire = (app: Hono) => RequestListener

/** A way in: the pair of node:http comes with each request, or does not, as on other runtimes. */
export const inbounds = [
  inbound('hono, by node-server', (app) => getRequestListener(app.fetch)),
  inbound('hono, by a Request alone', (app) => getRequestListener((request) => app.fetch(request))),
]

function inbound(name: string, wire: Wire) {
  return {
    name,
    start(handler: Handler, options?: PolicyOptions | Policy): Promise<Service> {
      const app = new Hono()
      app.use(waybill(options as object))
      app.get('*', async (c) => {
        const { pathname, search } = new URL(c.req.url)
        return c.json((await handler(`${pathname}${search}`)) as object)
      })
      return listen(createServer(wire(app)))
    },
  }
}
