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

  test('an interceptor of the user sees the call as it was made, and may set headers', async () => {
    const seen: unknown[] = []
    const dispatcher = wrapDispatcher(new Agent()).compose((next) => (options, handler) => {
      seen.push(options.headers)
      return next({ ...options, headers: { 'X-Request-Id': 'interceptor' } }, handler)
    })
    expect(await inMesh('r-1', () => id(mesh.origin, dispatcher))).toBe('interceptor')
    expect(seen).toEqual([undefined])
    await dispatcher.close()
  })
})
