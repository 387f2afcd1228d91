import { createServer } from 'node:http'
import type { Inbound } from '@waybill/testing'
import Koa from 'koa'
import Koa2 from 'koa2'
import { listen } from '../../../kit/echo-server.ts'
import type { Waybills } from '../waybills.ts'

/** Koa 3 and 2. */
export function koaInbounds(waybills: Pick<Waybills, 'koa'>): Inbound[] {
  return [
    koaInbound('koa 3', Koa, waybills),
    koaInbound('koa 2', Koa2 as unknown as typeof Koa, waybills),
  ]
}

function koaInbound(
  name: string,
  Framework: typeof Koa,
  { koa: { waybill } }: Pick<Waybills, 'koa'>,
): Inbound {
  return {
    name,
    start(handler, options) {
      const app = new Framework()
      app.silent = true
      app.use(waybill(options))
      app.use(async (ctx) => {
        ctx.body = JSON.stringify(await handler(ctx.url))
        ctx.type = 'json'
      })
      return listen(createServer(app.callback()))
    },
  }
}
