import { createServer } from 'node:http'
import { wrapDispatcher } from '@waybill/fetch'
import * as undici from 'undici'
import * as undici6 from 'undici6'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EchoServer, listen, type Received, startEcho } from '../../../test/kit/echo-server.ts'
import { inRequest } from './in-request.ts'

let echo: EchoServer
let outside: EchoServer
beforeAll(async () => {
  echo = await startEcho()
  outside = await startEcho()
})
afterAll(() => Promise.all([echo.close(), outside.close()]))

const inMesh = <R>(id: string, fn: () => R) =>
  inRequest({ 'x-request-id': id }, fn, {
    targets: [new URL(echo.origin).host],
    warnOnRefusal: false,
  })
const to = (...origins: string[]): string =>
  origins.reduceRight((next, origin) => `${origin}/?to=${encodeURIComponent(next)}`)
const ids = Array.from({ length: 200 }, (_, index) => `r-${index}`)
const wrong = (seen: unknown[]) => seen.filter((id, index) => id !== ids[index])

describe.each([
  ['undici 6', undici6 as unknown as typeof undici],
  ['undici 7', undici],
])('%s', (_name, library) => {
  const { Agent, Pool, RetryAgent, interceptors } = library
  const id = async (url: string, dispatcher: undici.Dispatcher) => {
    const { body } = await library.request(url, { dispatcher })
    return ((await body.json()) as Received).headers['x-request-id']
  }
  const few = { connections: 2 }

  test.each<[string, () => undici.Dispatcher]>([
    ['an Agent', () => wrapDispatcher(new Agent(few))],
    ['a Pool', () => wrapDispatcher(new Pool(echo.origin, few))],
    ['a RetryAgent', () => wrapDispatcher(new RetryAgent(new Agent(few)))],
    [
      'an Agent with interceptors',
      () =>
        wrapDispatcher(new Agent(few)).compose(
          interceptors.retry(),
          interceptors.redirect({ maxRedirections: 2 }),
        ),
    ],
    [
      'an Agent with a list of interceptors',
      () => wrapDispatcher(new Agent(few)).compose([interceptors.retry()]),
    ],
    [
      'an Agent composed twice',
      () =>
        wrapDispatcher(new Agent(few))
          .compose(interceptors.retry())
          .compose(interceptors.redirect({ maxRedirections: 2 })),
    ],
    [
      'an Agent composed after `on`',
      () =>
        wrapDispatcher(new Agent(few))
          .on('connect', () => undefined)
          .compose(interceptors.redirect({ maxRedirections: 2 })),
    ],
  ])('%s of two connections gives each of 200 calls its own header', async (_kind, make) => {
    const dispatcher = make()
    const seen = await Promise.all(
      ids.map((name) => inMesh(name, () => id(`${echo.origin}/?delay=1`, dispatcher))),
    )
    expect(wrong(seen)).toEqual([])
    await dispatcher.close()
  })

  test('redirects that are followed by an interceptor keep their own header', async () => {
    const dispatcher = wrapDispatcher(new Agent(few))
      .on('connect', () => undefined)
      .compose(interceptors.redirect({ maxRedirections: 3 }))
    const url = to(echo.origin, echo.origin, `${echo.origin}/?delay=1`)
    const seen = await Promise.all(ids.map((name) => inMesh(name, () => id(url, dispatcher))))
    expect(wrong(seen)).toEqual([])
    await dispatcher.close()
  })

  test.each<[string, () => undici.Dispatcher]>([
    [
      'interceptors.retry',
      () =>
        wrapDispatcher(new Agent(few)).compose(
          interceptors.retry({ minTimeout: 1, maxRetries: 3 }),
        ),
    ],
    [
      'RetryAgent',
      () => wrapDispatcher(new RetryAgent(new Agent(few), { minTimeout: 1, maxRetries: 3 })),
    ],
  ])('tries of %s carry the header of their own call', async (_kind, make) => {
    const tries = new Map<string, unknown[]>()
    const server = createServer((req, res) => {
      const seen = tries.get(req.url ?? '') ?? []
      tries.set(req.url ?? '', [...seen, req.headers['x-request-id']])
      res.writeHead(seen.length === 0 ? 503 : 200).end('{"headers":{}}')
    })
    const { origin, close } = await listen(server)
    const dispatcher = make()
    await Promise.all(
      ids.slice(0, 50).map((name) =>
        inRequest({ 'x-request-id': name }, async () => {
          const { body } = await library.request(`${origin}/${name}`, { dispatcher })
          return body.dump()
        }),
      ),
    )
    const expected = ids.slice(0, 50).map((name) => [`/${name}`, [name, name]])
    expect(Object.fromEntries(tries)).toEqual(Object.fromEntries(expected))
    await dispatcher.close()
    await close()
  })

  test('a redirect outside carries nothing there, and again inside', async () => {
    const dispatcher = wrapDispatcher(new Agent()).compose(
      interceptors.redirect({ maxRedirections: 3 }),
    )
    for (const echoes of [echo, outside]) echoes.received.length = 0
    expect(
      await inMesh('r-1', () => id(to(echo.origin, outside.origin, echo.origin), dispatcher)),
    ).toBe('r-1')
    expect(outside.received[0]?.headers).not.toHaveProperty('x-request-id')
    const sly = `${outside.origin}//${new URL(echo.origin).host}/`
    expect(await inMesh('r-1', () => id(to(echo.origin, sly), dispatcher))).toBeUndefined()
    await dispatcher.close()
  })

  test('an interceptor of the user sees the call as it was made, and may set headers', async () => {
    const seen: unknown[] = []
    const dispatcher = wrapDispatcher(new Agent()).compose((next) => (options, handler) => {
      seen.push(options.headers)
      return next({ ...options, headers: { 'X-Request-Id': 'interceptor' } }, handler)
    })
    expect(await inMesh('r-1', () => id(echo.origin, dispatcher))).toBe('interceptor')
    expect(seen).toEqual([undefined])
    await dispatcher.close()
  })
})
