import { createServer } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { forward } from '@waybill/core'
import { wrapDispatcher } from '@waybill/fetch'
import * as undici7 from 'undici'
import * as undici6 from 'undici6'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Received } from '../../../test/kit/echo-server.ts'
import { listen } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'
import { serve } from '../../../test/kit/serve.ts'
import { wrongIds } from '../../../test/kit/wrong-ids.ts'

type Undici = typeof undici7
type Interceptors = Partial<Undici['interceptors']>

// undici 8 does not load on Node 20.
const isNew = Number.parseInt(process.versions.node, 10) >= 22
const libraries: [string, Undici][] = [
  ['undici 6', undici6 as unknown as Undici],
  ['undici 7', undici7],
  ...(isNew ? [['undici 8', (await import('undici8')) as unknown as Undici] as never] : []),
]

const { mesh, policy } = runningMesh()
const inMesh = <R>(id: string, fn: () => R) => inRequest({ 'x-request-id': id }, fn, policy())
const few = { connections: 2 }

describe.each(libraries)('%s', (_name, library) => {
  const { Agent, EnvHttpProxyAgent, MockAgent, request } = library
  const interceptors: Interceptors = library.interceptors
  const id = async (dispatcher: undici7.Dispatcher, url = `${mesh.origin}/?delay=1`) => {
    const { body } = await request(url, { dispatcher } as never)
    return ((await body.json()) as Received).headers['x-request-id']
  }

  test.each<[string, (() => undici7.Dispatcher.DispatcherComposeInterceptor) | undefined]>([
    ['redirect', interceptors.redirect],
    ['retry', interceptors.retry],
    ['dns', interceptors.dns],
    ['responseError', interceptors.responseError],
    ['decompress', interceptors.decompress],
  ])('through interceptors.%s each of 200 calls carries its own header', async (_which, make) => {
    // The earlier versions do not have it.
    if (!make) return
    const dispatcher = wrapDispatcher(new Agent(few)).compose(make())
    expect(await wrongIds((name) => inMesh(name, () => id(dispatcher)))).toEqual([])
    await dispatcher.close()
  })

  test('interceptors.dump lets the answer go, and its call carried the headers', async () => {
    const dispatcher = wrapDispatcher(new Agent(few)).compose(interceptors.dump?.() as never)
    const { body } = await inMesh('r-1', () => request(mesh.origin, { dispatcher } as never))
    expect(await body.text()).toBe('')
    expect(mesh.received[0]?.headers['x-request-id']).toBe('r-1')
    await dispatcher.close()
  })

  test.skipIf(!interceptors.decompress)('interceptors.decompress unpacks the answer', async () => {
    const origin = await serve((req, res) => {
      res.setHeader('content-encoding', 'gzip').end(gzipSync(String(req.headers['x-request-id'])))
    })
    const dispatcher = wrapDispatcher(new Agent()).compose(interceptors.decompress?.() as never)
    const call = () => request(origin, { dispatcher } as never)
    expect(await (await inRequest({ 'x-request-id': 'r-1' }, call)).body.text()).toBe('r-1')
    await dispatcher.close()
  })

  test.skipIf(!library.RoundRobinPool)(
    'a RoundRobinPool gives each of 200 calls its own',
    async () => {
      const dispatcher = wrapDispatcher(new library.RoundRobinPool(mesh.origin, few))
      expect(await wrongIds((name) => inMesh(name, () => id(dispatcher)))).toEqual([])
      await dispatcher.close()
    },
  )

  test('a MockAgent through an interceptor sees the headers', async () => {
    const seen: unknown[] = []
    const agent = new MockAgent()
    agent.disableNetConnect()
    const headers = (given: Record<string, string>) => {
      seen.push(given['x-request-id'])
      return true
    }
    agent.get(mesh.origin).intercept({ path: '/', headers }).reply(200, '{"headers":{}}')
    const dispatcher = wrapDispatcher(agent).compose(interceptors.retry?.() as never)
    await inMesh('r-1', () => id(dispatcher, mesh.origin))
    expect(new Set(seen)).toEqual(new Set(['r-1']))
    await dispatcher.close()
  })

  describe('an EnvHttpProxyAgent', () => {
    /** A proxy that tells which ids reached it, by tunnels and by whole URLs. */
    const startProxy = async () => {
      const seen: unknown[] = []
      const proxy = createServer((req, res) => {
        seen.push(['forwarded', req.headers['x-request-id']])
        res.end(JSON.stringify({ headers: req.headers }))
      }).on('connect', (req, socket) => {
        seen.push(['tunnel', req.headers['x-request-id']])
        const [host, port] = (req.url ?? '').split(':')
        const target = connect(Number(port), host, () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n')
          target.pipe(socket).pipe(target)
        })
      })
      const { origin, close } = await listen(proxy)
      onTestFinished(close)
      return { origin, seen }
    }

    test('sends the headers to the target, and none to open a tunnel', async () => {
      const { origin, seen } = await startProxy()
      vi.stubEnv('http_proxy', origin)
      onTestFinished(() => void vi.unstubAllEnvs())
      const options = { proxyTunnel: true } as object
      const dispatcher = wrapDispatcher(new EnvHttpProxyAgent(options))
      expect(await inMesh('r-1', () => id(dispatcher, mesh.origin))).toBe('r-1')
      expect(seen).toEqual([['tunnel', undefined]])
      await dispatcher.close()
    })

    test('sends nothing through a proxy outside that opens no tunnel', async () => {
      const { origin, seen } = await startProxy()
      const options = { uri: origin, proxyTunnel: false }
      const dispatcher = wrapDispatcher(new library.ProxyAgent(options))
      await inMesh('r-1', () => id(dispatcher, mesh.origin))
      await dispatcher.close()
      expect(seen).toEqual([['forwarded', undefined]])
    })

    test('sends the headers through a proxy inside that opens no tunnel', async () => {
      const { origin, seen } = await startProxy()
      const options = { uri: origin, proxyTunnel: false }
      const inside = { targets: [mesh.host, new URL(origin).host], warnOnRefusal: false }
      for (const make of [
        () => new library.ProxyAgent(options),
        () => new EnvHttpProxyAgent({ httpProxy: origin, proxyTunnel: false } as object),
      ]) {
        const dispatcher = wrapDispatcher(make())
        await inRequest({ 'x-request-id': 'r-1' }, () => id(dispatcher, mesh.origin), inside)
        await dispatcher.close()
      }
      expect(seen).toEqual([
        ['forwarded', 'r-1'],
        ['forwarded', 'r-1'],
      ])
    })

    const agentsOf = (one: object) =>
      Reflect.ownKeys(one)
        .filter((key) => /proxy agent/.test(String(key)))
        .map((key) => Reflect.get(one, key))

    test('without a tunnel, sends nothing through one outside, and all where noProxy says so', async () => {
      const { origin, seen } = await startProxy()
      const options = { httpProxy: origin, proxyTunnel: false }
      const through = new EnvHttpProxyAgent(options as object)
      const past = new EnvHttpProxyAgent({ ...options, noProxy: '127.0.0.1' } as object)
      const before = [through, past].flatMap(agentsOf)
      expect(await inMesh('r-1', () => id(wrapDispatcher(through), mesh.origin))).toBeUndefined()
      expect(await inMesh('r-1', () => id(wrapDispatcher(past), mesh.origin))).toBe('r-1')
      expect(seen).toEqual([['forwarded', undefined]])
      // They are asked which way a call goes, and are left as they were.
      const after = [through, past].flatMap(agentsOf)
      expect(after.map((one, i) => one === before[i])).toEqual(Array(6).fill(true))
      await Promise.all([through.close(), past.close()])
    })

    test('leaves out the proxy where NO_PROXY says so', async () => {
      const { origin, seen } = await startProxy()
      vi.stubEnv('http_proxy', origin)
      vi.stubEnv('no_proxy', '127.0.0.1')
      onTestFinished(() => void vi.unstubAllEnvs())
      const dispatcher = wrapDispatcher(new EnvHttpProxyAgent())
      expect(await inMesh('r-1', () => id(dispatcher, mesh.origin))).toBe('r-1')
      expect(seen).toEqual([])
      await dispatcher.close()
    })
  })

  const tenants = { headers: ['x-tenant'] }

  describe.skipIf(!interceptors.cache)('interceptors.cache', () => {
    const start = async () => {
      const seen: unknown[] = []
      const origin = await serve((req, res) => {
        seen.push(req.headers['x-tenant'])
        res.setHeader('cache-control', 'public, max-age=60')
        if (req.url === '/varies') res.setHeader('vary', 'x-tenant')
        res.end(String(req.headers['x-tenant']))
      })
      const dispatcher = wrapDispatcher(new Agent()).compose(interceptors.cache?.() as never)
      onTestFinished(() => dispatcher.close())
      const get = (tenant: string, path: string, isGiven = false) =>
        inRequest(
          { 'x-tenant': tenant },
          async () => {
            const url = origin + path
            const headers = isGiven ? forward(url) : {}
            return (await request(url, { dispatcher, headers } as never)).body.text()
          },
          tenants,
        )
      return { seen, get, origin, dispatcher }
    }

    test('sends the headers of the call that asks, and no others when it answers', async () => {
      const { seen, get } = await start()
      expect(await get('a', '/')).toBe('a')
      expect(await get('b', '/')).toBe('a')
      expect(seen).toEqual(['a'])
    })

    test('asks again where the answer varies by a header that is carried', async () => {
      const { get } = await start()
      expect([await get('a', '/varies'), await get('b', '/varies')]).toEqual(['a', 'b'])
    })

    test('also behind a redirect from a place outside', async () => {
      const { origin, dispatcher } = await start()
      const from = await serve((_req, res) => {
        res.writeHead(302, { location: `${origin}/varies` }).end()
      })
      const redirecting = dispatcher.compose(
        interceptors.redirect?.({ maxRedirections: 1 }) as never,
      )
      const get = (tenant: string) =>
        inRequest(
          { 'x-tenant': tenant },
          async () => (await request(from, { dispatcher: redirecting } as never)).body.text(),
          { ...tenants, targets: [new URL(origin).host], warnOnRefusal: false },
        )
      expect([await get('a'), await get('b'), await get('a')]).toEqual(['a', 'b', 'a'])
    })

    test('asks again where the call itself sets that header, by forward', async () => {
      const { seen, get } = await start()
      const answers = []
      for (const tenant of ['a', 'b', 'a']) answers.push(await get(tenant, '/varies', true))
      expect(answers).toEqual(['a', 'b', 'a'])
      expect(seen).toEqual(['a', 'b'])
    })
  })

  describe.skipIf(!interceptors.deduplicate)('interceptors.deduplicate', () => {
    const answers = async (isGiven: boolean) => {
      const held: (() => void)[] = []
      const origin = await serve((req, res) => {
        held.push(() => res.end(String(req.headers['x-tenant'])))
      })
      const dispatcher = wrapDispatcher(new Agent()).compose(interceptors.deduplicate?.() as never)
      onTestFinished(() => dispatcher.close())
      const calls = ['a', 'b'].map((tenant) =>
        inRequest(
          { 'x-tenant': tenant },
          async () => {
            const headers = isGiven ? forward(origin) : {}
            return (await request(origin, { dispatcher, headers } as never)).body.text()
          },
          tenants,
        ),
      )
      await vi.waitFor(() => expect(held.length).toBeGreaterThanOrEqual(isGiven ? 2 : 1))
      for (const answer of held) answer()
      return Promise.all(calls)
    }

    test('sends two calls of two requests apart', async () => {
      expect(await answers(false)).toEqual(['a', 'b'])
    })

    test('sends two calls once that differ by an id alone that it is told to leave out', async () => {
      let count = 0
      const origin = await serve((_req, res) => {
        count += 1
        setImmediate(() => res.end('once'))
      })
      const options = { excludeHeaderNames: ['x-request-id'] }
      const dispatcher = wrapDispatcher(new Agent()).compose(
        interceptors.deduplicate?.(options) as never,
      )
      onTestFinished(() => dispatcher.close())
      const calls = ['r-1', 'r-2'].map((name) =>
        inRequest({ 'x-request-id': name }, async () =>
          (await request(origin, { dispatcher } as never)).body.text(),
        ),
      )
      expect([await Promise.all(calls), count]).toEqual([['once', 'once'], 1])
    })

    test('sends them apart where the call itself sets what differs, by forward', async () => {
      expect(await answers(true)).toEqual(['a', 'b'])
    })
  })
})
