import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { capture, definePolicy, run } from '@waybill/core'
import { waybill as expressWaybill } from '@waybill/express'
import { waybill as httpWaybill } from '@waybill/http'
import { waybill as koaWaybill } from '@waybill/koa'
import express, { type RequestHandler } from 'express'
import Koa, { type Middleware } from 'koa'
import type { Way } from './fates.ts'

export type Framework = 'express' | 'koa' | 'http'

/** A handler of a bare request, in a server of one of the frameworks. */
export const listeners: Record<
  Framework,
  (
    way: Way,
    handler: (req: IncomingMessage, res: ServerResponse) => Promise<void>,
  ) => RequestListener
> = {
  express: (way, handler) => express().use(expressMiddleware[way](), handler) as RequestListener,
  koa(way, handler) {
    const app = new Koa().use(koaMiddleware[way]())
    app.use((ctx) => {
      ctx.status = 200
      return handler(ctx.req, ctx.res)
    })
    return app.callback()
  },
  http: (way, handler) => httpListener[way](handler),
}

const policy = definePolicy()

const expressMiddleware: Record<Way, () => RequestHandler> = {
  plain: () =>
    function plainMiddleware(req, _res, next) {
      run(capture(policy, req), next)
    },
  waybill: expressWaybill,
}

const koaMiddleware: Record<Way, () => Middleware> = {
  plain: () =>
    function plainMiddleware(ctx, next) {
      return run(capture(policy, ctx.req), next)
    },
  waybill: koaWaybill,
}

const httpListener: Record<Way, (listener: RequestListener) => RequestListener> = {
  plain: (listener) =>
    function plainListener(req, res) {
      run(capture(policy, req), () => listener(req, res))
    },
  waybill: httpWaybill,
}
