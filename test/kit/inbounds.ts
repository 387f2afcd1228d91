import { createServer, type RequestListener } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { createServer as createSecureServer } from 'node:https'
import type { Policy, PolicyOptions } from '@waybill/core'
import { waybill as expressWaybill } from '@waybill/express'
import { waybill as httpWaybill } from '@waybill/http'
import { waybill as koaWaybill } from '@waybill/koa'
import express from 'express'
import express4 from 'express4'
import Koa from 'koa'
import Koa2 from 'koa2'
import { certificate } from './certificate.ts'
import { listen } from './echo-server.ts'

/** A service under test: what it does for a request, given the request's path with its query. */
export type Handler = (path: string) => Promise<unknown>

/** A running service; requests to it get what its handler gives, as JSON. */
export interface Service {
  readonly origin: string
  close(): Promise<void>
}

/** One way in: a framework, with Waybill as its users would put it there. */
export interface Inbound {
  readonly name: string
  start(handler: Handler, options?: PolicyOptions | Policy): Promise<Service>
}

/** Every way in that has an adapter. */
export const inbounds: readonly Inbound[] = [
  {
    name: 'express 5',
    start: (handler, options) => listen(createServer(expressApp(express, handler, options))),
  },
  {
    name: 'express 4',
    start: (handler, options) => listen(createServer(expressApp(express4, handler, options))),
  },
  {
    name: 'koa 3',
    start: (handler, options) => listen(createServer(koaApp(new Koa(), handler, options))),
  },
  {
    name: 'koa 2',
    start: (handler, options) => listen(createServer(koaApp(new Koa2(), handler, options))),
  },
  {
    name: 'node:http',
    start: (handler, options) =>
      listen(createServer(httpWaybill(listener(handler), options as Policy))),
  },
  {
    name: 'node:https',
    start: async (handler, options) =>
      listen(
        createSecureServer(await certificate(), httpWaybill(listener(handler), options as Policy)),
        true,
      ),
  },
  {
    name: 'node:http2',
    start: (handler, options) =>
      listen(createHttp2Server(httpWaybill(listener(handler), options as Policy) as never)),
  },
]

function expressApp(
  framework: typeof express,
  handler: Handler,
  options?: PolicyOptions | Policy,
): RequestListener {
  const app = framework()
  app.use(expressWaybill(options as Policy))
  app.use(async (req, res, next) => {
    try {
      res.json(await handler(req.url))
    } catch (error) {
      next(error)
    }
  })
  return app
}

function koaApp(app: Koa, handler: Handler, options?: PolicyOptions | Policy): RequestListener {
  app.silent = true
  app.use(koaWaybill(options as Policy))
  app.use(async (ctx) => {
    ctx.body = JSON.stringify(await handler(ctx.url))
    ctx.type = 'json'
  })
  return app.callback()
}

function listener(handler: Handler): RequestListener {
  return async (req, res) => {
    try {
      const body = JSON.stringify(await handler(req.url ?? '/'))
      res.setHeader('content-type', 'application/json')
      res.end(body)
    } catch (error) {
      res.statusCode = 500
      res.end(JSON.stringify({ error: String(error) }))
    }
  }
}
