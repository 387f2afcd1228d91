import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpServer } from '@nestjs/common'
import { accept, type Policy } from '@waybill/core'

interface Fastify {
  readonly use?: unknown
  addHook?(name: 'onRequest', hook: (...args: [Raw, Raw, () => void]) => void): unknown
}

interface Raw {
  readonly raw: never
}

/** Captures all requests of an application's HTTP adapter, whatever their path is, a route's or not. */
export function captureRequests(adapter: HttpServer, policy: Policy): void {
  const app: Fastify | undefined = adapter.getInstance()
  function waybillMiddleware(req: IncomingMessage, res: ServerResponse, next: () => void): void {
    accept(policy, req, res, next)
  }
  // With `skipMiddie`, an application on Fastify has no middleware.
  if (!app?.addHook || app.use) adapter.use(waybillMiddleware)
  else {
    app.addHook('onRequest', function waybillHook({ raw: req }, { raw: res }, done) {
      waybillMiddleware(req, res, done)
    })
  }
}
