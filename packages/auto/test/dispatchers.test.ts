import { createServer } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { forward } from '@waybill/core'
import { wrapDispatcher } from '@waybill/fetch'
import type { Dispatcher } from 'undici'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { listen, type Received } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { redirectChain } from '../../../test/kit/redirect-chain.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'
import { wrongIds } from '../../../test/kit/wrong-ids.ts'
import { start, stop } from '../src/api.ts'
import { type Undici, versions } from './kit/versions.ts'

const { mesh, other, outside, policy } = runningMesh()
const few = { connections: 2 }
const inMesh = <R>(id: string, fn: () => R) => inRequest({ 'x-request-id': id }, fn, policy())

beforeAll(() => start({}))
afterAll(stop)

/** Two dispatchers over a few connections that another request has opened. */
type Make = (library: Undici, origin: string) => Dispatcher | undefined

const makes: [string, Make][] = [
  ['an Agent', ({ Agent }) => new Agent(few)],
  ['a Pool', ({ Pool }, origin) => new Pool(origin, few)],
  ['a Client', ({ Client }, origin) => new Client(origin)],
  ['a BalancedPool', ({ BalancedPool }, origin) => new BalancedPool(origin, few as object)],
  [
    'a RoundRobinPool',
    (library, origin) => library.RoundRobinPool && new library.RoundRobinPool(origin, few),
  ],
  ['a RetryAgent', ({ Agent, RetryAgent }) => new RetryAgent(new Agent(few))],
  ['an EnvHttpProxyAgent', ({ EnvHttpProxyAgent }) => new EnvHttpProxyAgent(few)],
  ...(['redirect', 'retry', 'dns', 'responseError', 'decompress'] as const).map(
    (name): [string, Make] => [
      `an Agent with interceptors.${name}`,
      ({ Agent, interceptors }) =>
        interceptors[name] && new Agent(few).compose(interceptors[name]() as never),
    ],
  ),
  [
    'an Agent with interceptors composed twice',
    ({ Agent, interceptors }) =>
      new Agent(few).compose(interceptors.retry()).compose(interceptors.redirect()),
  ],
]

describe.each(versions)('%s', (_name, library) => {
  const idBy = (send: (url: string) => Promise<Received>) => async (url?: string) =>
    (await send(url ?? `${mesh.origin}/?delay=1`)).headers['x-request-id']
  const requesting = (dispatcher: Dispatcher) =>
    idBy(async (url) => (await library.request(url, { dispatcher })).body.json() as never)

  describe.each(makes)('through %s', (_which, make) => {
    test('each of 200 calls carries its own header', async () => {
      const dispatcher = make(library, mesh.origin)
      if (!dispatcher) return
      const id = requesting(dispatcher)
      await inMesh('warm', () => Promise.all([id(), id()]))
      expect(await wrongIds((name) => inMesh(name, () => id()))).toEqual([])
      await dispatcher.close()
    })

    test('calls of no request carry nothing, however long they wait for others', async () => {
      const dispatcher = make(library, mesh.origin)
      if (!dispatcher) return
      const id = requesting(dispatcher)
      await inMesh('warm', () => Promise.all([id(), id()]))
      const calls = Array.from({ length: 20 }, (_, i) =>
        i % 2 ? inMesh(`r-${i}`, () => id()) : id(),
      )
      const seen = await Promise.all(calls)
      expect(seen).toEqual(seen.map((_, i) => (i % 2 ? `r-${i}` : undefined)))
      await dispatcher.close()
    })
  })

  test('fetch through few connections gives each of 200 calls its own', async () => {
    const dispatcher = new library.Agent(few)
    const id = idBy(async (url) => (await library.fetch(url, { dispatcher })).json() as never)
    expect(await wrongIds((name) => inMesh(name, () => id()))).toEqual([])
    await dispatcher.close()
  })

  test('a redirect composed gives each of 200 calls its own, and again where it leads', async () => {
    const dispatcher = new library.Agent(few).compose(
      library.interceptors.redirect({ maxRedirections: 3 }),
      library.interceptors.retry(),
    )
    const id = requesting(dispatcher)
    const url = redirectChain(302, mesh.origin, `${other.origin}/end`)
    expect(await wrongIds((name) => inMesh(name, () => id(url)))).toEqual([])
    await dispatcher.close()
  })

  test('a retry sends the header of its own request', async () => {
    const dispatcher = new library.Agent(few).compose(
      library.interceptors.retry({ minTimeout: 1, maxTimeout: 1, maxRetries: 1 } as never),
    )
    const tries = new Map<string, number>()
    const seen: string[] = []
    const { origin, close } = await listen(
      createServer((req, res) => {
        const path = String(req.url)
        tries.set(path, (tries.get(path) ?? 0) + 1)
        seen.push(`${path} ${req.headers['x-request-id']}`)
        res.writeHead(tries.get(path) === 1 ? 503 : 200).end()
      }),
    )
    onTestFinished(close)
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        inRequest({ 'x-request-id': `r-${i}` }, async () => {
          const { body } = await library.request(`${origin}/${i}`, { dispatcher })
          await body.dump()
        }),
      ),
    )
    const right = Array.from({ length: 40 }, (_, i) => [`/${i} r-${i}`, `/${i} r-${i}`]).flat()
    expect(seen.sort()).toEqual(right.sort())
    await dispatcher.close()
  })

  test('headers go as far as a redirect stays inside', async () => {
    const dispatcher = new library.Agent().compose(
      library.interceptors.redirect({ maxRedirections: 3 }),
    )
    await inMesh('r-1', () =>
      requesting(dispatcher)(
        redirectChain(302, mesh.origin, outside.origin, `${other.origin}/end`),
      ),
    )
    expect(
      [mesh, outside, other].map(({ received }) => received[0]?.headers['x-request-id']),
    ).toEqual(['r-1', undefined, 'r-1'])
    await dispatcher.close()
  })

  test('undici 6 follows redirects inside of a dispatcher, and headers are decided anew', async () => {
    if (library !== versions[0]?.[1]) return
    const dispatcher = new library.Agent({ maxRedirections: 3 } as never)
    await inMesh('r-1', () =>
      requesting(dispatcher)(
        redirectChain(302, mesh.origin, outside.origin, `${other.origin}/end`),
      ),
    )
    expect(
      [mesh, outside, other].map(({ received }) => received[0]?.headers['x-request-id']),
    ).toEqual(['r-1', undefined, 'r-1'])
    await dispatcher.close()
  })

  test('what the call sets wins, and so does its family', async () => {
    const headers = { 'X-Request-Id': 'own', b3: 'own' }
    await inRequest({ 'x-request-id': 'r-1', 'x-b3-traceid': 't', traceparent: 'p' }, async () => {
      const { body } = await library.request(mesh.origin, { headers })
      await body.dump()
    })
    const { headers: seen } = mesh.received[0] as Received
    expect([
      seen['x-request-id'] ?? seen['X-Request-Id'],
      seen.b3,
      seen['x-b3-traceid'],
      seen.traceparent,
    ]).toEqual(['own', 'own', undefined, 'p'])
    expect(headers).toEqual({ 'X-Request-Id': 'own', b3: 'own' })
  })

  test('a proxy that opens no tunnel reads headers, so it must be a target, too', async () => {
    const seen: unknown[] = []
    const { origin, close } = await listen(
      createServer((req, res) => {
        seen.push(req.headers['x-request-id'])
        res.end('{}')
      }),
    )
    onTestFinished(close)
    const options = { uri: origin, proxyTunnel: false }
    const call = async (targets: string[]) => {
      const dispatcher = new library.ProxyAgent(options)
      await inRequest(
        { 'x-request-id': 'r-1' },
        async () => (await library.request('http://named/', { dispatcher })).body.dump(),
        { targets, warnOnRefusal: false },
      )
      await dispatcher.close()
    }
    await call(['named'])
    await call(['named', new URL(origin).host])
    expect(seen).toEqual([undefined, 'r-1'])
  })

  test('a MockAgent sees the headers', async () => {
    const seen: unknown[] = []
    const agent = new library.MockAgent()
    agent.disableNetConnect()
    const headers = (given: Record<string, string>) => {
      seen.push(given['x-request-id'])
      return true
    }
    agent.get(mesh.origin).intercept({ path: '/', headers }).reply(200, '{"headers":{}}')
    await inMesh('r-1', () => requesting(agent)(`${mesh.origin}/`))
    expect(new Set(seen)).toEqual(new Set(['r-1']))
    await agent.close()
  })

  test('beside wrapDispatcher each header is there once', async () => {
    const dispatcher = wrapDispatcher(new library.Agent()).compose(library.interceptors.retry())
    await inMesh('r-1', () => requesting(dispatcher)(mesh.origin))
    expect(mesh.received[0]?.headers['x-request-id']).toBe('r-1')
    await dispatcher.close()
  })

  test('beside headers that the app forwards itself each is there once', async () => {
    await inMesh('r-1', async () => {
      const { body } = await library.request(mesh.origin, { headers: forward(mesh.origin) })
      await body.dump()
    })
    expect(mesh.received[0]?.headers['x-request-id']).toBe('r-1')
  })

  test('what undici refuses, it refuses as without', async () => {
    const pool = new library.Pool(mesh.origin)
    const refusals = [undefined, null, 'x', {}, { path: 1 }].map((options) => {
      const refusal = () => {
        try {
          let failed: unknown
          const onError = (error: unknown) => {
            failed = error
          }
          const fail = (_: unknown, error: unknown) => onError(error)
          pool.dispatch(
            options as never,
            {
              onError,
              onResponseError: fail,
              onConnect() {},
              onRequestStart() {},
              onHeaders: () => true,
              onData: () => true,
              onComplete() {},
              onResponseStart() {},
              onResponseData() {},
              onResponseEnd() {},
            } as never,
          )
          return String(failed)
        } catch (error) {
          return String(error)
        }
      }
      return [inMesh('r-1', refusal), refusal()]
    })
    await setTimeout(0)
    expect(refusals.filter(([ours, plain]) => ours !== plain)).toEqual([])
    await pool.destroy()
  })
})

test('the global fetch through few connections of undici 7 gives each of 200 calls its own', async () => {
  const [, undici7] = versions[1] as [string, Undici]
  const before = undici7.getGlobalDispatcher()
  undici7.setGlobalDispatcher(new undici7.Agent(few))
  onTestFinished(() => undici7.setGlobalDispatcher(before))
  const id = async () => {
    const answer = await fetch(`${mesh.origin}/?delay=1`)
    return ((await answer.json()) as Received).headers['x-request-id']
  }
  expect(await wrongIds((name) => inMesh(name, id))).toEqual([])
})

test('redirects of the global fetch are decided anew at each hop, and integrity is kept', async () => {
  await inMesh('r-1', () =>
    fetch(redirectChain(307, mesh.origin, outside.origin, `${other.origin}/end`), {
      method: 'POST',
      body: 'x',
    }),
  )
  expect(
    [mesh, outside, other].map(({ received }) => received[0]?.headers['x-request-id']),
  ).toEqual(['r-1', undefined, 'r-1'])
})
