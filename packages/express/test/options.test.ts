import { createServer, type RequestListener } from 'node:http'
import { current, definePolicy } from '@waybill/core'
import { type WaybillOptions, waybill } from '@waybill/express'
import express from 'express'
import express4 from 'express4'
import { describe, expect, test } from 'vitest'
import { listen } from '../../../test/kit/echo-server.ts'

describe.each([
  ['express 5', express],
  ['express 4', express4],
])('%s', (_name, framework) => {
  /** What an app sees of three headers, and what it answers with, given something before the middleware. */
  async function seen(
    middleware: express.RequestHandler,
    headers: Record<string, string>,
    before: express.RequestHandler = (_req, _res, next) => next(),
  ) {
    const app = framework()
    app.use(before, middleware)
    app.get('/', (_req, res) => {
      res.json(['x-request-id', 'x-tenant', 'x-b3-traceid'].map((name) => current()?.get(name)))
    })
    const { origin, close } = await listen(createServer(app as RequestListener))
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
    const kept = await seen(waybill(options), { 'x-request-id': 'r' })
    expect(kept).toEqual({ ...nothing, id: 'r', echo: 'r' })
  })

  test('asks `trust` and `value` about the request as Express gives it', async () => {
    const options: WaybillOptions = {
      headers: [
        'x-request-id',
        {
          name: 'x-tenant',
          value: ({ carrier }) => carrier.query.tenant?.toString() ?? carrier.get('x-own'),
        },
      ],
      trust: (req) => req.ip !== undefined && req.get('x-gateway') === 'yes',
    }
    const headers = { 'x-request-id': 'r', 'x-own': 'o' }
    expect(await seen(waybill(options), headers)).toEqual(nothing)
    const trusted = await seen(waybill(options), { ...headers, 'x-gateway': 'yes' })
    expect(trusted).toEqual({ ...nothing, id: 'r', tenant: 'o' })
  })

  test('a `trust` that throws counts as no, and the request goes on', async () => {
    const options: WaybillOptions = {
      trust() {
        throw new Error('mine')
      },
    }
    expect(await seen(waybill(options), { 'x-request-id': 'r' })).toEqual(nothing)
  })

  test('counts what an earlier middleware has made of the headers', async () => {
    const headers = { 'x-request-id': 'r', 'x-b3-traceid': 'b' }
    const edited = await seen(waybill(), headers, (req, _res, next) => {
      req.headers['x-request-id'] = 'edited'
      delete req.headers['x-b3-traceid']
      next()
    })
    expect(edited).toEqual({ ...nothing, id: 'edited' })
    const listed = await seen(waybill(), {}, (req, _res, next) => {
      req.headers['x-request-id'] = ['first', 'second'] as never
      next()
    })
    expect(listed.id).toBe('first')
  })

  test('leaves an echo alone when the answer is on its way already', async () => {
    const options: WaybillOptions = { echo: ['x-request-id'] }
    const app = framework()
    app.use((_req, res, next) => {
      res.write('early ')
      next()
    })
    app.use(waybill(options), (_req, res) => void res.end(current()?.get('x-request-id')))
    const { origin, close } = await listen(createServer(app as RequestListener))
    const response = await fetch(origin, { headers: { 'x-request-id': 'r' } })
    expect(await response.text()).toBe('early r')
    await close()
  })
})

test.each<[string, unknown, RegExp]>([
  ['a name in place of options', 'x-request-id', /write \{ headers: \["x-request-id"\] \}/],
  ['a list in place of options', ['x-request-id'], /write \{ headers: \[\.\.\.\] \}/],
  ['null', null, /got null/],
  ['headers that are no list', { headers: 'x-request-id' }, /write \["x-request-id"\]/],
  ['an option that there is not', { header: [] }, /there is no such option/],
  ['a credential without targets', { headers: ['authorization'] }, /targets/],
  ['a target that is an URL', { targets: ['http://a/b'] }, /host/],
  ['an echo of another header', { echo: ['x-tenant'] }, /must stand in `headers` too/],
  ['a trust that is async', { trust: async () => true }, /not async/],
])('refuses %s when the app is set up', (_what, options, message) => {
  expect(() => waybill(options as never)).toThrow(message)
})
