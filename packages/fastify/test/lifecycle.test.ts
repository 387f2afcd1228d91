import { Readable } from 'node:stream'
import { current } from '@waybill/core'
import { waybill } from '@waybill/fastify'
import { fetch as waybillFetch } from '@waybill/fetch'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { describe, expect, test } from 'vitest'
import { arrivedId } from '../../../test/kit/arrived-id.ts'
import { gate } from '../../../test/kit/gate.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { sendInPieces as send } from '../../../test/kit/send-in-pieces.ts'
import { frameworks, startApp } from './start-app.ts'

const echo = runningEcho()
const id = () => current()?.get('x-request-id')

/** Forwards to the echo server and gives the request id that arrived there. */
const forwarded = () => arrivedId(waybillFetch(echo.origin))

const json = { 'content-type': 'application/json' }

describe.each(frameworks)('%s', (name, framework) => {
  const start = (build: (app: FastifyInstance) => void) =>
    startApp(framework, (app) => {
      app.register(waybill())
      build(app)
    })

  const hooks = [
    'onRequest',
    'preParsing',
    'preValidation',
    'preHandler',
    'preSerialization',
    'onSend',
  ] as const

  test.each(['async', 'callback'])(
    '%s hooks all run in the context of the request',
    async (how) => {
      const seen: unknown[] = []
      const { asked: ended, ask: end } = gate()
      const origin = await start((app) => {
        for (const hook of hooks) {
          const asyncHook = async () => void seen.push([hook, id(), await forwarded()])
          const callbackHook = (...args: unknown[]) => {
            const done = args.at(-1) as () => void
            asyncHook().then(() => setImmediate(done))
          }
          // Fastify tells by the number of parameters which way a hook goes.
          const count = /preParsing|preSerialization|onSend/.test(hook) ? 4 : 3
          Object.defineProperty(callbackHook, 'length', { value: count })
          app.addHook(hook as 'onRequest', how === 'async' ? asyncHook : callbackHook)
        }
        app.addHook('onResponse', async () => {
          seen.push(['onResponse', id(), await forwarded()])
          end()
        })
        app.post('/', async () => ({ id: id(), forwarded: await forwarded() }))
      })
      const { text } = await send(origin, '{"a":1}', json)
      await ended
      expect(JSON.parse(text)).toEqual({ id: 'r-1', forwarded: 'r-1' })
      expect(seen).toEqual([...hooks, 'onResponse'].map((hook) => [hook, 'r-1', 'r-1']))
    },
  )

  test('so do a callback handler, and one that sends later', async () => {
    const origin = await start((app) => {
      app.get('/', (_request, reply) => {
        setImmediate(() => forwarded().then((seen) => reply.send([id(), seen])))
      })
    })
    expect(JSON.parse((await send(origin)).text)).toEqual(['r-1', 'r-1'])
  })

  test.each<[string, (reply: FastifyReply) => unknown]>([
    [
      'thrown',
      () => {
        throw new Error('mine')
      },
    ],
    ['rejected', () => Promise.reject(new Error('mine'))],
    ['sent', (reply) => void setImmediate(() => reply.send(new Error('mine')))],
  ])('an error that is %s reaches onError and the error handler there', async (_how, fail) => {
    const seen: unknown[] = []
    const origin = await start((app) => {
      app.addHook('onError', async () => void seen.push(id()))
      app.setErrorHandler(async (error: Error, _request, reply) => {
        reply.code(418)
        return reply.send(
          Object.assign(error, { message: `${error.message} ${await forwarded()}` }),
        )
      })
      app.get(
        '/',
        fail.length ? (_request, reply) => fail(reply) : async () => fail(undefined as never),
      )
    })
    const { status, text } = await send(origin)
    expect([status, JSON.parse(text).message, seen]).toEqual([418, 'mine r-1', ['r-1']])
  })

  test('so do the handlers for a body that cannot be parsed, or is not valid, or not there', async () => {
    const origin = await start((app) => {
      app.setErrorHandler(async (error: { code?: string }) => [error.code, await forwarded()])
      app.setNotFoundHandler(async () => ['none', await forwarded()])
      const body = { type: 'object', required: ['b'] }
      app.post('/', { schema: { body } }, async () => 'x')
    })
    const seen = async (path: string, body: string) =>
      JSON.parse((await send(origin + path, body, json)).text)
    expect(await seen('/', '{"a":1')).toContain('r-1')
    expect(await seen('/', '{"a":1}')).toEqual(['FST_ERR_VALIDATION', 'r-1'])
    expect(await seen('/none', '{"a":1}')).toEqual(['none', 'r-1'])
  })

  test('reply.hijack leaves the answer to the handler, with the echo on it', async () => {
    const origin = await startApp(framework, (app) => {
      app.register(waybill, { echo: ['x-request-id'] })
      app.get('/', (_request, reply) => {
        reply.hijack()
        reply.raw.on('finish', () => seen.push(id()))
        setImmediate(() => reply.raw.end(id()))
      })
    })
    const seen: unknown[] = []
    const response = await fetch(origin, { headers: { 'x-request-id': 'r-1' } })
    expect([await response.text(), response.headers.get('x-request-id')]).toEqual(['r-1', 'r-1'])
    expect(seen).toEqual(['r-1'])
  })

  test.each<[string, (app: FastifyInstance) => void, number, string]>([
    ['a handler', (app) => app.get('/', async () => 'x'), 200, 'r-1'],
    ['an error', (app) => app.get('/', async () => Promise.reject(new Error())), 500, 'r-1'],
    ['no route', () => undefined, 404, 'r-1'],
    [
      'a handler that sets it',
      (app) =>
        app.get('/', async (_request, reply) => reply.header('X-Request-Id', 'own').send('')),
      200,
      'own',
    ],
  ])('an echo is on the answer of %s, once', async (_what, build, status, expected) => {
    const origin = await startApp(framework, (app) => {
      app.register(waybill, { echo: ['x-request-id'] })
      build(app)
    })
    const response = await fetch(origin, { headers: { 'x-request-id': 'r-1' } })
    expect([response.status, response.headers.get('x-request-id')]).toEqual([status, expected])
  })

  async function* pieces() {
    for (let i = 0; i < 3; i++) yield `${id()} ${await forwarded()};`
  }
  const streams: [string, () => unknown][] = [['a Node stream', () => Readable.from(pieces())]]
  if (name === 'fastify 5') {
    const web = () => Readable.toWeb(Readable.from(pieces()))
    streams.push(['a web stream', web], ['a Response', () => new Response(web() as never)])
  }
  test.each(streams)('%s as the payload makes its pieces there', async (_what, stream) => {
    const origin = await start((app) => {
      app.get('/', (_request, reply) => reply.send(stream()))
    })
    expect((await send(origin)).text).toBe('r-1 r-1;r-1 r-1;r-1 r-1;')
  })

  test('a request by inject has its own, also one that a handler makes', async () => {
    const app = framework()
    app.register(waybill, { echo: ['x-request-id'] })
    app.get('/', async () => {
      const inner = await app.inject({ url: '/inner', headers: { 'x-request-id': 'inner' } })
      return [id(), inner.json(), (await app.inject('/inner')).json(), await forwarded()]
    })
    app.get('/inner', async () => [id() ?? null])
    const answer = await app.inject({ url: '/', headers: { 'x-request-id': 'outer' } })
    expect(answer.json()).toEqual(['outer', ['inner'], [null], 'outer'])
    expect(answer.headers['x-request-id']).toBe('outer')
    expect(id()).toBe(undefined)
    await app.close()
  })
})
