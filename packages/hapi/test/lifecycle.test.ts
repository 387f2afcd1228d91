import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'
import type { Lifecycle, Request, ResponseToolkit, Server } from '@hapi/hapi'
import { current } from '@waybill/core'
import { fetch as waybillFetch } from '@waybill/fetch'
import { describe, expect, test } from 'vitest'
import { arrivedId } from '../../../test/kit/arrived-id.ts'
import { gate } from '../../../test/kit/gate.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { sendInPieces as send } from '../../../test/kit/send-in-pieces.ts'
import { startWithWaybill as start } from './start-server.ts'

const echo = runningEcho()
const id = () => current()?.get('x-request-id')

/** Forwards to the echo server and gives the request id that arrived there. */
const forwarded = () => arrivedId(waybillFetch(echo.origin))

const json = { 'content-type': 'application/json' }

const points = [
  'onRequest',
  'onPreAuth',
  'onCredentials',
  'onPostAuth',
  'onPreHandler',
  'onPostHandler',
  'onPreResponse',
  'onPostResponse',
] as const

test('all extension points, authentication, pre methods, the handler and events are in it', async () => {
  const seen: unknown[] = []
  const { asked: ended, ask: end } = gate()
  const note = async (what: string) => void seen.push([what, id(), await forwarded()])
  const origin = await start((server) => {
    for (const point of points) {
      server.ext(point as 'onPreAuth', async (_request: Request, h: ResponseToolkit) => {
        await note(point)
        if (point === 'onPostResponse') end()
        return h.continue
      })
    }
    server.auth.scheme('own', () => ({
      async authenticate(_request, h) {
        await note('authenticate')
        return h.authenticated({ credentials: { user: 'u' } })
      },
    }))
    server.auth.strategy('own', 'own')
    const noted = async () => note('server method')
    server.method('noted', noted)
    server.events.on('response', () => seen.push(['response', id(), id()]))
    server.events.on({ name: 'request', channels: 'app' }, () => seen.push(['request', id(), id()]))
    server.route({
      method: 'POST',
      path: '/',
      options: { auth: 'own', pre: [async () => (await note('pre')) ?? null] },
      async handler(request) {
        await (server.methods.noted as typeof noted)()
        request.log('own')
        await note('handler')
        return request.payload as object
      },
    })
  })
  expect((await send(origin, '{"a":1}', json)).text).toBe('{"a":1}')
  await ended
  const expected = [
    ...['onRequest', 'onPreAuth', 'authenticate', 'onCredentials', 'onPostAuth', 'onPreHandler'],
    ...['pre', 'server method', 'request', 'handler', 'onPostHandler', 'onPreResponse'],
    ...['response', 'onPostResponse'],
  ]
  expect(seen).toEqual(expected.map((what) => [what, 'r-1', 'r-1']))
})

describe('an answer has the echo, and onPreResponse is in the context, also', () => {
  const route = (server: Server, handler: Lifecycle.Method, options = {}) =>
    server.route({ method: '*', path: '/', handler, options })
  const throwing = () => {
    throw new Error('mine')
  }
  const failAction: Lifecycle.FailAction = async (_request, _h, error) => {
    failed.push(await forwarded())
    throw error
  }
  let failed: unknown[] = []
  const validate = { payload: () => throwing(), failAction }

  test.each<[string, (server: Server) => unknown, string, number, unknown[]]>([
    ['of a handler that throws', (server) => route(server, throwing), '', 500, []],
    ['where there is no route', () => undefined, '', 404, []],
    [
      'of a payload that is not valid',
      (server) => route(server, () => 'x', { validate }),
      '{"a":1}',
      400,
      ['r-1'],
    ],
    [
      'of a payload that cannot be parsed',
      (server) => route(server, () => 'x', { payload: { failAction } }),
      '{"a":1',
      400,
      ['r-1'],
    ],
    [
      'of an extension point that takes over',
      (server) => server.ext('onRequest', (_request, h) => h.response('x').code(418).takeover()),
      '',
      418,
      [],
    ],
    [
      'of a handler that takes too long',
      (server) => route(server, () => new Promise(() => undefined), { timeout: { server: 20 } }),
      '',
      503,
      [],
    ],
  ])('%s', async (_what, build, body, status, expected) => {
    failed = []
    const seen: unknown[] = []
    const origin = await start((server) => {
      server.ext('onPreResponse', async (_request, h) => {
        seen.push(await forwarded())
        return h.continue
      })
      return build(server)
    })
    const answer = await fetch(origin, {
      headers: { 'x-request-id': 'r-1', ...(body && json) },
      ...(body && { method: 'POST', body }),
    })
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([status, 'r-1'])
    expect([seen, failed]).toEqual([['r-1'], expected])
  })

  test('but the one that the application sets wins', async () => {
    const origin = await start((server) =>
      route(server, (_request, h) => h.response('x').header('X-Request-Id', 'own')),
    )
    const answer = await fetch(origin, { headers: { 'x-request-id': 'r-1' } })
    expect(answer.headers.get('x-request-id')).toBe('own')
  })
})

test('a stream as the answer makes its pieces in it, and so does its end', async () => {
  const finished: unknown[] = []
  async function* pieces() {
    for (let i = 0; i < 3; i++) yield `${id()} ${await forwarded()};`
  }
  const origin = await start((server) =>
    server.route({
      method: 'GET',
      path: '/',
      handler({ raw }, h) {
        raw.res.on('finish', () => finished.push(id()))
        return h.response(Readable.from(pieces(), { objectMode: false }))
      },
    }),
  )
  expect((await send(origin)).text).toBe('r-1 r-1;r-1 r-1;r-1 r-1;')
  expect(finished).toEqual(['r-1'])
})

test('h.abandon leaves the answer to the handler', async () => {
  const origin = await start((server) =>
    server.route({
      method: 'GET',
      path: '/',
      handler({ raw }, h) {
        setImmediate(() => raw.res.end(id()))
        return h.abandon
      },
    }),
  )
  expect((await send(origin)).text).toBe('r-1')
})

test('a request that expects 100-continue has it', async () => {
  const origin = await start((server) =>
    server.route({ method: 'POST', path: '/', handler: async () => [id(), await forwarded()] }),
  )
  const text = await new Promise((resolve, reject) => {
    const headers = { 'x-request-id': 'r-1', expect: '100-continue', ...json }
    const call = httpRequest(origin, { method: 'POST', headers }, (response) => {
      textOf(response).then(resolve, reject)
    })
    call.on('continue', () => call.end('{}')).on('error', reject)
    call.flushHeaders()
  })
  expect(text).toBe('["r-1","r-1"]')
})

test('a caller that goes away is noticed in it', async () => {
  const { asked: noticed, ask: notice } = gate()
  const { asked: reached, ask: reach } = gate()
  const seen: unknown[] = []
  const origin = await start((server) => {
    server.events.on('response', () => {
      seen.push(['response', id()])
      notice()
    })
    const handler = async ({ events }: Request) => {
      events.once('disconnect', () => seen.push(['disconnect', id()]))
      reach()
      await noticed
      return 'x'
    }
    server.route({
      method: 'POST',
      path: '/',
      options: { payload: { parse: false, output: 'stream' } },
      handler,
    })
  })
  const call = httpRequest(origin, { method: 'POST', headers: { 'x-request-id': 'r-1' } })
  call.on('error', () => undefined).write('a')
  await reached
  call.destroy()
  await noticed
  await Promise.resolve()
  expect(seen).toEqual([
    ['response', 'r-1'],
    ['disconnect', 'r-1'],
  ])
})

test('a request by inject has its own, also one that a handler makes', async () => {
  const answers: unknown[] = []
  const origin = await start((server) =>
    server.route([
      { method: 'GET', path: '/inner', handler: () => [id() ?? null] },
      {
        method: 'GET',
        path: '/',
        async handler() {
          const url = '/inner'
          const own = await server.inject({ url, headers: { 'x-request-id': 'inner' } })
          answers.push(own.headers['x-request-id'])
          return [own.result, (await server.inject(url)).result, id(), await forwarded()]
        },
      },
    ]),
  )
  expect(JSON.parse((await send(origin)).text)).toEqual([['inner'], [null], 'r-1', 'r-1'])
  expect(answers).toEqual(['inner'])
})

test('requests that wait for the same cached value keep their own', async () => {
  const { asked: go, ask: openGate } = gate()
  const generated: unknown[] = []
  let waiting = 0
  const origin = await start((server) => {
    const generate = async () => {
      await go
      generated.push(id())
      return 'value'
    }
    const cache = { expiresIn: 60_000, generateTimeout: false as const }
    server.method('shared', generate, { cache, generateKey: () => 'key' })
    server.route({
      method: 'GET',
      path: '/',
      async handler() {
        waiting += 1
        if (waiting === 2) openGate()
        return [await (server.methods.shared as typeof generate)(), id(), await forwarded()]
      },
    })
  })
  const answers = ['a', 'b'].map((own) => send(origin, '', { 'x-request-id': own }))
  expect((await Promise.all(answers)).map(({ text }) => JSON.parse(text))).toEqual([
    ['value', 'a', 'a'],
    ['value', 'b', 'b'],
  ])
  // It runs once, as the request that asked first.
  expect(generated).toHaveLength(1)
})
