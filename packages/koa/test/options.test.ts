import { type WaybillOptions, waybill } from '@waybill/koa'
import type Koa from 'koa'
import { describe, expect, test } from 'vitest'
import { nothing, seenAt, seenHeaders } from '../../../test/kit/seen-headers.ts'
import { frameworks, startApp } from './start-app.ts'

describe.each(frameworks)('%s', (_name, Framework) => {
  /** What an app sees of three headers, and what it answers with, given something before the middleware. */
  async function seen(
    middleware: Koa.Middleware,
    headers: Record<string, string>,
    before: Koa.Middleware = (_ctx, next) => next(),
  ) {
    const { origin } = await startApp(Framework, before, middleware, (ctx) => {
      ctx.body = seenHeaders()
    })
    return seenAt(origin, headers)
  }

  test('asks `trust` about the request as node:http gives it', async () => {
    const options: WaybillOptions = {
      trust: (req) => req.socket.remoteAddress !== undefined && req.headers['x-gateway'] === 'yes',
    }
    expect(await seen(waybill(options), { 'x-request-id': 'r' })).toEqual(nothing)
    const headers = { 'x-request-id': 'r', 'x-gateway': 'yes' }
    expect(await seen(waybill(options), headers)).toEqual({ ...nothing, id: 'r' })
  })

  test('counts what an earlier middleware has made of the headers', async () => {
    const headers = { 'x-request-id': 'r', 'x-b3-traceid': 'b' }
    const edited = await seen(waybill(), headers, (ctx, next) => {
      ctx.headers['x-request-id'] = 'edited'
      delete ctx.req.headers['x-b3-traceid']
      return next()
    })
    expect(edited).toEqual({ ...nothing, id: 'edited' })
  })

  test('an echo stays on the answer to an error that is handled', async () => {
    const { origin } = await startApp(Framework, waybill({ echo: ['x-request-id'] }), (ctx) => {
      ctx.status = 503
      ctx.body = 'busy'
    })
    const response = await fetch(origin, { headers: { 'x-request-id': 'r' } })
    expect([response.status, response.headers.get('x-request-id')]).toEqual([503, 'r'])
  })
})
