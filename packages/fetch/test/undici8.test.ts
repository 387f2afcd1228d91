import { fetch as waybillFetch, wrapDispatcher, wrapFetch } from '@waybill/fetch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EchoServer, type Received, startEcho } from '../../../test/kit/echo-server.ts'
import { inRequest } from './in-request.ts'

const major = Number(process.versions.node.split('.')[0])
const ids = Array.from({ length: 200 }, (_, index) => `r-${index}`)

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

describe.skipIf(major < 22)('undici 8 (it does not load on Node 20)', () => {
  const load = () => import('undici8')
  type Undici = Awaited<ReturnType<typeof load>>
  let undici: Undici
  beforeAll(async () => {
    undici = await load()
  })
  const id = async (url: string, dispatcher: object) => {
    const { body } = await undici.request(url, { dispatcher } as never)
    return ((await body.json()) as Received).headers['x-request-id']
  }

  test('its fetch sends the headers, and decides at each hop', async () => {
    const wrapped = wrapFetch(undici.fetch as unknown as typeof fetch)
    const read = async (url: string) =>
      ((await (await wrapped(url)).json()) as Received).headers['x-request-id']
    for (let i = 0; i < 2; i++) {
      expect(await inMesh('r-1', () => read(echo.origin))).toBe('r-1')
      const left = to(echo.origin, outside.origin)
      expect(await inMesh('r-1', () => read(left))).toBeUndefined()
      const back = to(echo.origin, outside.origin, echo.origin)
      expect(await inMesh('r-1', () => read(back))).toBe('r-1')
    }
  })

  test.each<[string, (undici: Undici) => object]>([
    ['an Agent', ({ Agent }) => new Agent({ connections: 2 })],
    ['a Pool', ({ Pool }) => new Pool(echo.origin, { connections: 2 })],
    ['a Client', ({ Client }) => new Client(echo.origin)],
    ['a BalancedPool', ({ BalancedPool }) => new BalancedPool([echo.origin])],
    ['a RetryAgent', ({ RetryAgent, Agent }) => new RetryAgent(new Agent({ connections: 2 }))],
  ])('%s gives each of 200 calls its own header', async (_kind, make) => {
    const dispatcher = wrapDispatcher(make(undici)) as { close(): Promise<void> }
    const seen = await Promise.all(
      ids.map((name) => inMesh(name, () => id(`${echo.origin}/?delay=1`, dispatcher))),
    )
    expect(seen.filter((name, index) => name !== ids[index])).toEqual([])
    await dispatcher.close()
  })

  test('interceptors composed onto it see each hop', async () => {
    const { Agent, interceptors } = undici
    const dispatcher = wrapDispatcher(new Agent({ connections: 2 })).compose(
      interceptors.retry(),
      interceptors.redirect({ maxRedirections: 3 }),
    )
    const url = to(echo.origin, outside.origin, `${echo.origin}/?delay=1`)
    const seen = await Promise.all(ids.map((name) => inMesh(name, () => id(url, dispatcher))))
    expect(seen.filter((name, index) => name !== ids[index])).toEqual([])
    expect(outside.received.some(({ headers }) => 'x-request-id' in headers)).toBe(false)
    await dispatcher.close()
  })

  test('a composed one is refused', () => {
    const composed = new undici.Agent().compose(undici.interceptors.redirect())
    expect(() => wrapDispatcher(composed)).toThrow(/must come before compose/)
  })

  test('as the global dispatcher a wrapped Agent serves the fetch of the package', async () => {
    const before = undici.getGlobalDispatcher()
    const dispatcher = wrapDispatcher(new undici.Agent({ connections: 2 }))
    undici.setGlobalDispatcher(dispatcher)
    try {
      for (const call of [fetch, waybillFetch]) {
        const read = async (url: string) =>
          ((await (await call(url)).json()) as Received).headers['x-request-id']
        const seen = await Promise.all(ids.map((name) => inMesh(name, () => read(echo.origin))))
        expect(seen.filter((name, index) => name !== ids[index])).toEqual([])
        const left = to(echo.origin, outside.origin)
        expect(await inMesh('r-1', () => read(left))).toBeUndefined()
      }
    } finally {
      undici.setGlobalDispatcher(before)
      await dispatcher.close()
    }
  })
})
