import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { wrapDispatcher } from '@waybill/fetch'
import type * as undici from 'undici'
import { describe, expect, test } from 'vitest'
import type { Received } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'
import { headersThrough } from './headers-through.ts'
import { undicis } from './undicis.ts'

const { mesh, outside, policy } = runningMesh()
const inbound = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1', 'x-b3-spanid': 's-1' }
const inMesh = <R>(fn: () => R, headers = inbound) => inRequest(headers, fn, policy())

describe.each(undicis)('%s', (_name, library) => {
  const { Agent, Pool, Client, BalancedPool, RetryAgent, EnvHttpProxyAgent, request } = library
  const get = (dispatcher: undici.Dispatcher, options: object = {}, origin = mesh.origin) =>
    headersThrough(dispatcher, { origin, ...options })

  describe.each<[string, () => undici.Dispatcher]>([
    ['an Agent', () => new Agent()],
    ['an Agent of one connection', () => new Agent({ connections: 1 })],
    ['a Pool', () => new Pool(mesh.origin, { connections: 2 })],
    ['a Client', () => new Client(mesh.origin)],
    ['a BalancedPool', () => new BalancedPool([mesh.origin])],
    ['a RetryAgent', () => new RetryAgent(new Agent())],
    ['an EnvHttpProxyAgent', () => new EnvHttpProxyAgent()],
    ['a class that extends Agent', () => new (class Own extends Agent {})()],
  ])('%s', (_kind, make) => {
    test('carries the headers, and what the call sets itself wins', async () => {
      const dispatcher = wrapDispatcher(make())
      expect(await inMesh(() => get(dispatcher))).toMatchObject(inbound)
      const headers = { 'X-Request-ID': 'm', b3: 'm' }
      const { 'x-request-id': id, b3, ...rest } = await inMesh(() => get(dispatcher, { headers }))
      expect([id, b3, rest['x-b3-traceid']]).toEqual(['m', 'm', undefined])
      expect(await get(dispatcher)).not.toHaveProperty('x-request-id')
      await dispatcher.close()
    })

    test('is left as it was, and shares its connections', async () => {
      const plain = make()
      const wrapped = wrapDispatcher(plain)
      expect(wrapped).toBeInstanceOf(library.Dispatcher)
      expect(wrapDispatcher(wrapped)).toBe(wrapped)
      expect(await inMesh(() => get(plain))).not.toHaveProperty('x-request-id')
      await wrapped.close()
      await expect(get(plain)).rejects.toMatchObject({ code: 'UND_ERR_DESTROYED' })
    })

    test('gives nothing to a place outside, whatever it is called', async () => {
      const dispatcher = wrapDispatcher(make())
      const ids = inMesh(async () => [
        (await get(dispatcher, {}, outside.origin).catch(() => ({})))['x-request-id' as never],
        (await get(dispatcher, { path: `//${mesh.host}/` }, outside.origin))['x-request-id'],
      ])
      // Those that are tied to one origin go there, and a request that names another is in doubt.
      expect(await ids).toEqual([undefined, undefined])
      await dispatcher.close()
    })
  })

  test.each<[string, () => undici.Dispatcher]>([
    ['a Pool', () => new Pool(outside.origin)],
    ['a Client', () => new Client(outside.origin)],
    ['a BalancedPool', () => new BalancedPool([outside.origin])],
  ])(
    '%s that is tied to a place outside gets nothing for a request that names one inside',
    async (_kind, make) => {
      const dispatcher = wrapDispatcher(make())
      expect(await inMesh(() => get(dispatcher))).not.toHaveProperty('x-request-id')
      await dispatcher.close()
    },
  )

  test.each<[string, () => undici.Dispatcher]>([
    ['a Pool', () => new Pool(mesh.origin)],
    ['a Client', () => new Client(mesh.origin)],
    ['a BalancedPool', () => new BalancedPool([mesh.origin])],
  ])('%s needs no origin in its requests', async (_kind, make) => {
    const dispatcher = wrapDispatcher(make())
    const { body } = await inMesh(() => dispatcher.request({ path: '/', method: 'GET' } as never))
    expect(((await body.json()) as Received).headers).toMatchObject(inbound)
    await dispatcher.close()
  })

  test('stream and pipeline carry the headers, too', async () => {
    const dispatcher = wrapDispatcher(new Agent())
    const options = { origin: mesh.origin, path: '/', method: 'GET' as const }
    const sink = new PassThrough()
    const [text] = await Promise.all([
      read(sink),
      inMesh(() => dispatcher.stream(options, () => sink)),
    ])
    expect(JSON.parse(text).headers).toMatchObject(inbound)
    const pipeline = inMesh(() => dispatcher.pipeline(options, ({ body }) => body))
    pipeline.end()
    expect(JSON.parse(await read(pipeline)).headers).toMatchObject(inbound)
    await dispatcher.close()
  })

  test('a callback in place of a promise is called', async () => {
    const dispatcher = wrapDispatcher(new Agent())
    const options = { origin: mesh.origin, path: '/', method: 'GET' as const }
    const body = await new Promise<undici.Dispatcher.ResponseData['body']>((resolve, reject) => {
      inMesh(() =>
        dispatcher.request(options, (error, data) => (error ? reject(error) : resolve(data.body))),
      )
    })
    expect(((await body.json()) as Received).headers).toMatchObject(inbound)
    await dispatcher.close()
  })

  test('destroy ends it, and a dispatcher in the options of request serves', async () => {
    const dispatcher = wrapDispatcher(new Agent())
    const { body } = await inMesh(() => request(mesh.origin, { dispatcher }))
    expect(((await body.json()) as Received).headers).toMatchObject(inbound)
    await dispatcher.destroy()
    await expect(get(dispatcher)).rejects.toMatchObject({ code: 'UND_ERR_DESTROYED' })
  })

  test('events reach their listeners, and `on` gives the dispatcher', async () => {
    const dispatcher = wrapDispatcher(new Agent())
    const connected = once(dispatcher, 'connect')
    expect(dispatcher.on('disconnect', () => undefined)).toBe(dispatcher)
    await inMesh(() => get(dispatcher))
    await connected
    await dispatcher.close()
  })

  test.each([
    [
      'undefined',
      undefined,
      /wrapDispatcher takes a dispatcher of undici 6 or later, got undefined; write/,
    ],
    ['null', null, /got null/],
    ['a fetch', fetch, /got function/],
    ['an object', {}, /got object/],
    ['a class', Agent, /got function/],
    [
      'a composed dispatcher',
      new Agent().compose((next) => (o, h) => next(o, h)),
      /must come before compose/,
    ],
    [
      'one with two',
      new Pool('http://a').compose([(n) => (o, h) => n(o, h)]),
      /wrapDispatcher\(new Agent\(\)\)\.compose/,
    ],
  ])('refuses %s with a sentence', (_what, given, message) => {
    expect(() => wrapDispatcher(given as never)).toThrow(message)
  })
})

async function read(stream: AsyncIterable<unknown>): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += chunk
  return text
}
