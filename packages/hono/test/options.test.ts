import { EventEmitter } from 'node:events'
import { getConnInfo } from '@hono/node-server/conninfo'
import { definePolicy } from '@waybill/core'
import { type WaybillOptions, waybill } from '@waybill/hono'
import { Hono, type MiddlewareHandler } from 'hono'
import { describe, expect, test } from 'vitest'
import { nothing, seenAt, seenHeaders } from '../../../test/kit/seen-headers.ts'
import { startApp } from './start-app.ts'

/** What an app sees of three headers, and what it answers with, given something before the middleware. */
async function seen(
  middleware: MiddlewareHandler,
  headers: Record<string, string>,
  before: MiddlewareHandler = (_c, next) => next(),
) {
  const origin = await startApp((app) => {
    app.use(before, middleware)
    app.get('/', (c) => c.json(seenHeaders()))
  })
  return seenAt(origin, headers)
}

test('asks `trust` and `value` about the Context of Hono', async () => {
  const options: WaybillOptions = {
    headers: [
      'x-request-id',
      { name: 'x-tenant', value: ({ carrier, value }) => carrier.req.query('tenant') ?? value },
    ],
    trust: (c) => c.req.header('x-gateway') === 'yes' && !!getConnInfo(c).remote.address,
  }
  const headers = { 'x-request-id': 'r', 'x-tenant': 'own' }
  expect(await seen(waybill(options), headers)).toEqual(nothing)
  const trusted = await seen(waybill(options), { ...headers, 'x-gateway': 'yes' })
  expect(trusted).toEqual({ ...nothing, id: 'r', tenant: 'own' })
})

test('asks a function about its own request, while another one is handled', async () => {
  const inner = new Hono()
  const rule = {
    name: 'x-tenant',
    value: ({ carrier }) => carrier.req.query('tenant'),
  } satisfies NonNullable<WaybillOptions['headers']>[number]
  inner.use(waybill({ headers: [rule] }))
  inner.get('*', (c) => c.json(seenHeaders()))
  const origin = await startApp((app) => {
    app.use(waybill({ headers: [rule] }))
    app.get('/', async (c) => {
      const ofInner = await (await inner.request('/?tenant=inner')).json()
      return c.json([ofInner, seenHeaders()])
    })
  })
  const answer = await fetch(`${origin}/?tenant=outer`)
  expect(await answer.json()).toEqual([
    [null, 'inner', null],
    [null, 'outer', null],
  ])
})

test('a policy serves in place of options, its functions asked about the headers', async () => {
  const policy = definePolicy({
    headers: ['x-request-id'],
    trust: (carrier) => 'rawHeaders' in carrier,
  })
  expect(await seen(waybill(policy), { 'x-request-id': 'r' })).toEqual({ ...nothing, id: 'r' })
})

describe('counts what an earlier middleware has made of the headers', () => {
  const headers = { 'x-request-id': 'r', 'x-b3-traceid': 'b' }

  test.each<[string, MiddlewareHandler]>([
    [
      'in place',
      (c, next) => {
        c.req.raw.headers.set('x-request-id', 'edited')
        c.req.raw.headers.delete('x-b3-traceid')
        return next()
      },
    ],
    [
      'by another Request',
      (c, next) => {
        c.req.raw = new Request(c.req.raw, { headers: { 'x-request-id': 'edited' } })
        return next()
      },
    ],
    [
      'of node:http',
      (c, next) => {
        c.env.incoming.headers['x-request-id'] = 'edited'
        delete c.env.incoming.headers['x-b3-traceid']
        return next()
      },
    ],
  ])('%s', async (_how, before) => {
    expect(await seen(waybill(), headers, before)).toEqual({ ...nothing, id: 'edited' })
  })

  test('and adds what it has added', async () => {
    const added = await seen(waybill(), {}, (c, next) => {
      c.req.raw.headers.append('x-request-id', 'added')
      return next()
    })
    expect(added).toEqual({ ...nothing, id: 'added' })
  })

  test('and reads right what it has only looked at', async () => {
    const looked = await seen(waybill(), headers, (c, next) => {
      c.req.header('x-request-id')
      return next()
    })
    expect(looked).toEqual({ ...nothing, id: 'r', trace: 'b' })
  })
})

test('finds the pair of node:http also where an app has put it under `server`', async () => {
  const app = new Hono()
  app.use(waybill())
  app.get('/', (c) => c.json(seenHeaders()))
  const server = { incoming: new EventEmitter(), outgoing: new EventEmitter() }
  Object.assign(server.incoming, {
    headers: {},
    rawHeaders: ['x-request-id', 'a', 'x-request-id', 'b'],
  })
  const headers = { 'x-request-id': 'a, b' }
  const answer = await app.request('/', { headers }, { server })
  expect(await answer.json()).toEqual(['a', null, null])
})

test('a Request made beside the pair of another has its own headers', async () => {
  const inner = new Hono()
  inner.use(waybill())
  inner.get('*', (c) => c.json(seenHeaders()))
  const origin = await startApp((app) => {
    app.get('/', (c) => {
      const headers = { 'x-b3-traceid': 'inner' }
      return inner.fetch(new Request('http://inner/', { headers }), c.env)
    })
  })
  const got = await seenAt(origin, { 'x-request-id': 'outer', 'x-b3-traceid': 'outer' })
  expect(got).toEqual({ ...nothing, trace: 'inner' })
})

describe('an echo', () => {
  const echo: WaybillOptions = { echo: ['x-request-id'] }
  const headers = { 'x-request-id': 'r' }

  async function answered(build: Parameters<typeof startApp>[0]) {
    const origin = await startApp((app) => {
      app.use(waybill(echo))
      build(app)
    })
    const answer = await fetch(origin, { headers })
    return [answer.status, answer.headers.get('x-request-id'), await answer.text()]
  }

  test.each<[string, Parameters<typeof startApp>[0], unknown[]]>([
    [
      'one that the handler makes by itself',
      (app) => app.get('/', () => new Response('x', { status: 202 })),
      [202, 'r', 'x'],
    ],
    [
      'one that the handler has from elsewhere',
      (app) => app.get('/', () => fetch('data:text/plain,x')),
      [200, 'r', 'x'],
    ],
    ['one to a path that there is not', () => undefined, [404, 'r', '404 Not Found']],
    [
      'one to an error',
      (app) => {
        app.onError((error, c) => c.text(error.message, 500))
        app.get('/', () => {
          throw new Error('mine')
        })
      },
      [500, 'r', 'mine'],
    ],
    [
      'one with another value of its own',
      (app) => app.get('/', (c) => c.text('x', 200, { 'x-request-id': 'own' })),
      [200, 'own', 'x'],
    ],
  ])('is on the answer: %s', async (_which, build, expected) => {
    expect(await answered(build)).toEqual(expected)
  })
})
