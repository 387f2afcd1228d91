import { createServer } from 'node:http'
import { current, definePolicy } from '@waybill/core'
import { type WaybillOptions, waybill } from '@waybill/koa'
import Koa from 'koa'
import Koa2 from 'koa2'
import { describe, expect, test } from 'vitest'
import { listen } from '../../../test/kit/echo-server.ts'

describe.each([
  ['koa 3', Koa],
  ['koa 2', Koa2],
])('%s', (_name, Framework) => {
  /** What an app sees of three headers, and what it answers with, given something before the middleware. */
  async function seen(
    middleware: Koa.Middleware,
    headers: Record<string, string>,
    before: Koa.Middleware = (_ctx, next) => next(),
  ) {
    const app = new Framework()
    app.use(before).use(middleware)
    app.use((ctx) => {
      ctx.body = ['x-request-id', 'x-tenant', 'x-b3-traceid'].map((name) => current()?.get(name))
    })
    const { origin, close } = await listen(createServer(app.callback()))
    const response = await fetch(origin, { headers })
    const [id, tenant, trace] = (await response.json()) as (string | null)[]
    await close()
    return { id, tenant, trace, echo: response.headers.get('x-request-id') }
  }
  const nothing = { id: null, tenant: null, trace: null, echo: null }

  test('carries the headers of the preset without options', async () => {
    const headers = { 'x-request-id': 'r', 'x-tenant': 't', 'x-b3-traceid': 'b' }
    expect(await seen(waybill(), headers)).toEqual({ ...nothing, id: 'r', trace: 'b' })
  })

  test('carries what the options name, or a policy in place of them', async () => {
    const headers = { 'x-request-id': 'r', 'x-tenant': 't' }
    for (const options of [{ headers: ['x-tenant'] }, definePolicy({ headers: ['x-tenant'] })]) {
      expect(await seen(waybill(options), headers)).toEqual({ ...nothing, tenant: 't' })
    }
  })

  test('makes what `generate` names, and puts what `echo` names on the response', async () => {
    const options: WaybillOptions = { generate: ['x-request-id'], echo: ['x-request-id'] }
    const made = await seen(waybill(options), {})
    expect(made.id).toMatch(/^[0-9a-f-]{36}$/)
    expect(made.echo).toBe(made.id)
  })

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
    const app = new Framework()
    app.silent = true
    app.use(waybill({ echo: ['x-request-id'] }))
    app.use((ctx) => {
      ctx.status = 503
      ctx.body = 'busy'
    })
    const { origin, close } = await listen(createServer(app.callback()))
    const response = await fetch(origin, { headers: { 'x-request-id': 'r' } })
    expect([response.status, response.headers.get('x-request-id')]).toEqual([503, 'r'])
    await close()
  })
})

test.each<[string, unknown, RegExp]>([
  ['a name in place of options', 'x-request-id', /write \{ headers: \["x-request-id"\] \}/],
  ['a list in place of options', ['x-request-id'], /write \{ headers: \[\.\.\.\] \}/],
  ['null', null, /got null/],
  ['headers that are no list', { headers: 'x-request-id' }, /write \["x-request-id"\]/],
  ['an option that there is not', { header: [] }, /there is no such option/],
  ['a trust that is async', { trust: async () => true }, /not async/],
])('refuses %s when the app is set up', (_what, options, message) => {
  expect(() => waybill(options as never)).toThrow(message)
})
