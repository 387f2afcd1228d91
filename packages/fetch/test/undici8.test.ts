import { fetch as waybillFetch, wrapDispatcher, wrapFetch } from '@waybill/fetch'
import { beforeAll, describe, expect, test } from 'vitest'
import { arrivedId } from '../../../test/kit/arrived-id.ts'
import type { Received } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { redirectChain } from '../../../test/kit/redirect-chain.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'
import { wrongIds } from '../../../test/kit/wrong-ids.ts'

const major = Number(process.versions.node.split('.')[0])

const { mesh, outside, policy } = runningMesh()
const inMesh = <R>(id: string, fn: () => R) => inRequest({ 'x-request-id': id }, fn, policy())

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
    const read = (url: string) => arrivedId(wrapped(url))
    for (let i = 0; i < 2; i++) {
      expect(await inMesh('r-1', () => read(mesh.origin))).toBe('r-1')
      const left = redirectChain(302, mesh.origin, outside.origin)
      expect(await inMesh('r-1', () => read(left))).toBeUndefined()
      const back = redirectChain(302, mesh.origin, outside.origin, mesh.origin)
      expect(await inMesh('r-1', () => read(back))).toBe('r-1')
    }
  })

  test.each<[string, (undici: Undici) => object]>([
    ['an Agent', ({ Agent }) => new Agent({ connections: 2 })],
    ['a Pool', ({ Pool }) => new Pool(mesh.origin, { connections: 2 })],
    ['a Client', ({ Client }) => new Client(mesh.origin)],
    ['a BalancedPool', ({ BalancedPool }) => new BalancedPool([mesh.origin])],
    ['a RetryAgent', ({ RetryAgent, Agent }) => new RetryAgent(new Agent({ connections: 2 }))],
  ])('%s gives each of 200 calls its own header', async (_kind, make) => {
    const dispatcher = wrapDispatcher(make(undici)) as { close(): Promise<void> }
    const wrong = await wrongIds((name) =>
      inMesh(name, () => id(`${mesh.origin}/?delay=1`, dispatcher)),
    )
    expect(wrong).toEqual([])
    await dispatcher.close()
  })

  test('interceptors composed onto it see each hop', async () => {
    const { Agent, interceptors } = undici
    const dispatcher = wrapDispatcher(new Agent({ connections: 2 })).compose(
      interceptors.retry(),
      interceptors.redirect({ maxRedirections: 3 }),
    )
    const url = redirectChain(302, mesh.origin, outside.origin, `${mesh.origin}/?delay=1`)
    const wrong = await wrongIds((name) => inMesh(name, () => id(url, dispatcher)))
    expect(wrong).toEqual([])
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
        const read = (url: string) => arrivedId(call(url))
        const wrong = await wrongIds((name) => inMesh(name, () => read(mesh.origin)))
        expect(wrong).toEqual([])
        const left = redirectChain(302, mesh.origin, outside.origin)
        expect(await inMesh('r-1', () => read(left))).toBeUndefined()
      }
    } finally {
      undici.setGlobalDispatcher(before)
      await dispatcher.close()
    }
  })
})
