import { createServer } from 'node:http'
import { wrapDispatcher } from '@waybill/fetch'
import type * as undici from 'undici'
import { describe, expect, test } from 'vitest'
import { listen, type Received } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { redirectChain } from '../../../test/kit/redirect-chain.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'
import { wrongIds } from '../../../test/kit/wrong-ids.ts'
import { undicis } from './undicis.ts'

const { mesh, outside, policy } = runningMesh()
const inMesh = <R>(id: string, fn: () => R) => inRequest({ 'x-request-id': id }, fn, policy())

describe.each(undicis)('%s', (_name, library) => {
  const { Agent, Pool, RetryAgent, interceptors } = library
  const id = async (url: string, dispatcher: undici.Dispatcher) => {
    const { body } = await library.request(url, { dispatcher })
    return ((await body.json()) as Received).headers['x-request-id']
  }
  const few = { connections: 2 }

  test.each<[string, () => undici.Dispatcher]>([
    ['an Agent', () => wrapDispatcher(new Agent(few))],
    ['a Pool', () => wrapDispatcher(new Pool(mesh.origin, few))],
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
    const wrong = await wrongIds((name) =>
      inMesh(name, () => id(`${mesh.origin}/?delay=1`, dispatcher)),
    )
    expect(wrong).toEqual([])
    await dispatcher.close()
  })

  test('redirects that are followed by an interceptor keep their own header', async () => {
    const dispatcher = wrapDispatcher(new Agent(few))
      .on('connect', () => undefined)
      .compose(interceptors.redirect({ maxRedirections: 3 }))
    const url = redirectChain(302, mesh.origin, mesh.origin, `${mesh.origin}/?delay=1`)
    const wrong = await wrongIds((name) => inMesh(name, () => id(url, dispatcher)))
    expect(wrong).toEqual([])
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
    const ids = Array.from({ length: 50 }, (_, index) => `r-${index}`)
    const tries = new Map<string, unknown[]>()
    const server = createServer((req, res) => {
      const seen = tries.get(req.url ?? '') ?? []
      tries.set(req.url ?? '', [...seen, req.headers['x-request-id']])
      res.writeHead(seen.length === 0 ? 503 : 200).end('{"headers":{}}')
    })
    const { origin, close } = await listen(server)
    const dispatcher = make()
    await Promise.all(
      ids.map((name) =>
        inRequest({ 'x-request-id': name }, async () => {
          const { body } = await library.request(`${origin}/${name}`, { dispatcher })
          return body.dump()
        }),
      ),
    )
    const expected = ids.map((name) => [`/${name}`, [name, name]])
    expect(Object.fromEntries(tries)).toEqual(Object.fromEntries(expected))
    await dispatcher.close()
    await close()
  })

  test('a redirect outside carries nothing there, and again inside', async () => {
    const dispatcher = wrapDispatcher(new Agent()).compose(
      interceptors.redirect({ maxRedirections: 3 }),
    )
    const back = redirectChain(302, mesh.origin, outside.origin, mesh.origin)
    expect(await inMesh('r-1', () => id(back, dispatcher))).toBe('r-1')
    expect(outside.received[0]?.headers).not.toHaveProperty('x-request-id')
    const sly = redirectChain(302, mesh.origin, `${outside.origin}//${mesh.host}/`)
    expect(await inMesh('r-1', () => id(sly, dispatcher))).toBeUndefined()
    await dispatcher.close()
  })

  const next = (url: string, dispatcher: undici.Dispatcher, headers: unknown) =>
    library.request(url, { dispatcher, headers } as never)
  type Options = undici.Dispatcher.DispatchOptions

  test('a place that an interceptor turns to gets what may go there, and nothing twice', async () => {
    const turn = (origin: string) => (dispatch: undici.Dispatcher['dispatch']) =>
      function turned(options: Options, handler: undici.Dispatcher.DispatchHandler) {
        return dispatch({ ...options, origin }, handler)
      }
    const through = async (origins: string[], headers: unknown) => {
      const dispatcher = wrapDispatcher(new Agent()).compose(origins.map(turn))
      const { body } = await inMesh('r-1', () => next(mesh.origin, dispatcher, headers))
      const arrived = (await body.json()) as Received
      await dispatcher.close()
      return arrived.headers
    }
    const shapes = () => [
      undefined,
      { 'X-Own': ['1', '2'] },
      ['X-Own', '1', 'X-Own', '2'],
      new Map([['X-Own', '1, 2']]),
      new Headers({ 'X-Own': '1, 2' }).entries(),
    ]
    for (const headers of shapes()) {
      expect(await through([outside.origin], headers)).not.toHaveProperty('x-request-id')
    }
    for (const headers of shapes()) {
      const arrived = await through([mesh.origin, outside.origin], headers)
      expect(arrived).toHaveProperty('x-request-id', 'r-1')
      if (headers) expect(String(arrived['x-own']).replace(' ', '')).toBe('1,2')
    }
  })

  test('headers of several values are kept over a redirect', async () => {
    const dispatcher = wrapDispatcher(new Agent()).compose(
      interceptors.redirect({ maxRedirections: 3 }),
    )
    const given = Object.freeze({ 'X-Own': Object.freeze(['1', '2']) })
    const url = redirectChain(302, mesh.origin, mesh.origin)
    const { body } = await inMesh('r-1', () => next(url, dispatcher, given))
    const { 'x-own': own, 'x-request-id': arrived } = ((await body.json()) as Received).headers
    expect([String(own), arrived]).toEqual(['1,2', 'r-1'])
    await dispatcher.close()
  })

  test('what an interceptor signs is left as it is, and no redirect takes it outside', async () => {
    const sign = (dispatch: undici.Dispatcher['dispatch']) =>
      function signed(options: Options, handler: undici.Dispatcher.DispatchHandler) {
        const authorization = 'AWS4-HMAC-SHA256 SignedHeaders=x-request-id'
        return dispatch({ ...options, headers: { ...options.headers, authorization } }, handler)
      }
    const dispatcher = wrapDispatcher(new Agent()).compose(sign)
    expect(await inMesh('r-1', () => id(mesh.origin, dispatcher))).toBe('r-1')
    expect(await inMesh('r-1', () => id(outside.origin, dispatcher))).toBeUndefined()
    const redirecting = dispatcher.compose(interceptors.redirect({ maxRedirections: 3 }))
    const urls = [outside.origin, `${mesh.origin}/?X-Amz-Signature=s`]
    for (const url of urls) {
      const chain = redirectChain(302, mesh.origin, url)
      const plain = wrapDispatcher(new Agent()).compose(
        interceptors.redirect({ maxRedirections: 3 }),
      )
      expect(await inMesh('r-1', () => id(chain, redirecting))).toBeUndefined()
      expect(await inMesh('r-1', () => id(chain, plain))).toBeUndefined()
      await plain.close()
    }
    await dispatcher.close()
  })

  test('an interceptor of the user sees what is added, and what it sets itself wins', async () => {
    const seen: unknown[] = []
    const dispatcher = wrapDispatcher(new Agent()).compose((next) => (options, handler) => {
      seen.push(options.headers)
      return next({ ...options, headers: { 'X-Request-Id': 'interceptor' } }, handler)
    })
    expect(await inMesh('r-1', () => id(mesh.origin, dispatcher))).toBe('interceptor')
    expect(seen).toEqual([{ 'x-request-id': 'r-1' }])
    await dispatcher.close()
  })
})
