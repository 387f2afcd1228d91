import { current } from '@waybill/core'
import { fetch as waybillFetch } from '@waybill/fetch'
import { waybill } from '@waybill/hono'
import { Hono } from 'hono'
import { contextStorage, getContext } from 'hono/context-storage'
import { validator } from 'hono/validator'
import { describe, expect, test } from 'vitest'
import { arrivedId } from '../../../test/kit/arrived-id.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { sendInPieces as send } from '../../../test/kit/send-in-pieces.ts'
import { made, startApp } from './start-app.ts'

const echo = runningEcho()
const id = () => current()?.get('x-request-id')

/** Forwards to the echo server and gives the request id that arrived there. */
const forwarded = () => arrivedId(waybillFetch(echo.origin))

test('a call carries the headers, before and after next', async () => {
  const seen: unknown[] = []
  const origin = await startApp((app) => {
    app.use(waybill())
    app.use(async (_c, next) => {
      seen.push(await forwarded())
      await next()
      seen.push(await forwarded())
    })
    app.get('/', async (c) => c.json([await forwarded()]))
  })
  expect(JSON.parse((await send(origin)).text)).toEqual(['r-1'])
  expect(seen).toEqual(['r-1', 'r-1'])
})

describe('after a body that comes late, a call carries the headers', () => {
  const form = '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n'
  test.each<[string, string, string, (app: Hono) => void]>([
    [
      'c.req.json',
      'application/json',
      '{"a":"1"}',
      (app) =>
        app.post('/', async (c) => c.json([(await c.req.json()).a, id(), await forwarded()])),
    ],
    [
      'c.req.parseBody, urlencoded',
      'application/x-www-form-urlencoded',
      'a=1&b=2',
      (app) =>
        app.post('/', async (c) => c.json([(await c.req.parseBody()).a, id(), await forwarded()])),
    ],
    [
      'c.req.parseBody, multipart',
      'multipart/form-data; boundary=b',
      form,
      (app) =>
        app.post('/', async (c) => c.json([(await c.req.parseBody()).a, id(), await forwarded()])),
    ],
    [
      'c.req.arrayBuffer, by then',
      'text/plain',
      '1xxxx',
      (app) =>
        app.post('/', (c) =>
          c.req
            .arrayBuffer()
            .then(async (all) => c.json([`${Buffer.from(all)}`[0], id(), await forwarded()])),
        ),
    ],
    [
      'for await over the body',
      'text/plain',
      '1xxxx',
      (app) =>
        app.post('/', async (c) => {
          const ids = new Set<unknown>()
          for await (const _chunk of c.req.raw.body as never as AsyncIterable<unknown>)
            ids.add(id())
          return c.json(['1', ...ids, await forwarded()])
        }),
    ],
    [
      'a validator',
      'application/json',
      '{"a":"1"}',
      (app) =>
        app.post(
          '/',
          validator('json', (value) => [value.a, id()]),
          async (c) => c.json([...(c.req.valid('json') as unknown[]), await forwarded()]),
        ),
    ],
    [
      'the events of the request of node:http',
      'text/plain',
      '1xxxx',
      (app) =>
        app.post('/', async (c) => {
          const ids = new Set<unknown>()
          const { incoming } = (c as never as { env: { incoming: NodeJS.ReadableStream } }).env
          await new Promise((resolve) => {
            incoming.on('data', () => ids.add(id())).on('end', () => resolve(ids.add(id())))
          })
          return c.json(['1', ...ids, await forwarded()])
        }),
    ],
  ])('%s', async (_how, type, body, build) => {
    const origin = await startApp((app) => {
      app.use(waybill())
      build(app)
    })
    const { text } = await send(origin, body, { 'content-type': type })
    expect(JSON.parse(text)).toEqual(['1', 'r-1', 'r-1'])
  })
})

test('waitUntil goes on in the context of its request', async () => {
  const app = made((app) => {
    app.use(waybill())
    app.get('/', (c) => {
      c.executionCtx.waitUntil(forwarded())
      return c.text('x')
    })
  })
  const waiting: Promise<unknown>[] = []
  const context = { waitUntil: (one: Promise<unknown>) => void waiting.push(one) }
  await app.request('/', { headers: { 'x-request-id': 'r-1' } }, {}, context as never)
  expect(await Promise.all(waiting)).toEqual(['r-1'])
})

test('a nested app, a mounted one and contextStorage go together with it', async () => {
  const nested = new Hono()
  nested.get('/', async (c) => c.json([id(), await forwarded(), c === getContext()]))
  const origin = await startApp((app) => {
    app.use(contextStorage(), waybill())
    app.route('/nested', nested)
    app.mount('/mounted', async () => Response.json([id(), await forwarded(), true]))
  })
  for (const path of ['/nested', '/mounted'])
    expect(JSON.parse((await send(`${origin}${path}`)).text)).toEqual(['r-1', 'r-1', true])
})

test('a middleware before it may answer by itself', async () => {
  const origin = await startApp((app) => {
    app.use((c) => Promise.resolve(c.json([id() ?? null])))
    app.use(waybill())
  })
  expect(JSON.parse((await send(origin)).text)).toEqual([null])
})

test('of two in one app the inner one counts', async () => {
  const nested = new Hono()
  nested.use(waybill({ headers: ['x-inner', 'x-both'] }))
  nested.get('/', (c) =>
    c.json(['x-outer', 'x-inner', 'x-both'].map((name) => current()?.get(name) ?? null)),
  )
  const origin = await startApp((app) => {
    app.use(waybill({ headers: ['x-outer', 'x-both'] }))
    app.route('/nested', nested)
  })
  const more = { 'x-outer': 'o', 'x-inner': 'i', 'x-both': 'b' }
  expect(JSON.parse((await send(`${origin}/nested`, '', more)).text)).toEqual([null, 'i', 'b'])
})

test('keeps to the path that it is used for', async () => {
  const origin = await startApp((app) => {
    app.use('/in/*', waybill())
    app.get('*', (c) => c.json([id() ?? null]))
  })
  expect(JSON.parse((await send(`${origin}/in/x`)).text)).toEqual(['r-1'])
  expect(JSON.parse((await send(`${origin}/out`)).text)).toEqual([null])
})

describe('errors reach the handling of Hono, in the context of the request', () => {
  test.each<[string, string]>([
    ['thrown', '/thrown'],
    ['rejected', '/rejected'],
    ['of a middleware behind', '/middleware'],
    ['of a nested app, which handles its own', '/nested'],
  ])('%s', async (_how, path) => {
    const nested = new Hono()
    nested.onError(async (error, c) => c.json([error.message, id(), await forwarded()], 418))
    nested.get('/', () => {
      throw new Error('mine')
    })
    const origin = await startApp((app) => {
      app.onError(async (error, c) => c.json([error.message, id(), await forwarded()], 418))
      app.use(waybill())
      app.get('/thrown', () => {
        throw new Error('mine')
      })
      app.get('/rejected', () => Promise.reject(new Error('mine')))
      app.use('/middleware', async (_c, next) => {
        await next()
        throw new Error('mine')
      })
      app.route('/nested', nested)
    })
    const { status, text } = await send(`${origin}${path}`)
    expect([status, JSON.parse(text)]).toEqual([418, ['mine', 'r-1', 'r-1']])
  })

  test('and so does what is not found', async () => {
    const origin = await startApp((app) => {
      app.notFound(async (c) => c.json([id(), await forwarded()], 404))
      app.use(waybill())
      app.get('/there', (c) => c.notFound())
    })
    for (const path of ['/', '/there']) {
      const { status, text } = await send(`${origin}${path}`)
      expect([status, JSON.parse(text)]).toEqual([404, ['r-1', 'r-1']])
    }
  })
  test('but for one of notFound and one of no answer, which Hono handles outside', async () => {
    const origin = await startApp((app) => {
      app.onError((_error, c) => c.json([id() ?? null], 500))
      app.notFound(() => {
        throw new Error('mine')
      })
      app.use(waybill())
      app.get('/none', (() => undefined) as never)
    })
    for (const path of ['/', '/none']) {
      const { status, text } = await send(`${origin}${path}`)
      expect([status, JSON.parse(text)]).toEqual([500, [null]])
    }
  })
})
