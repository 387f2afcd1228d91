import { wrapDispatcher } from '@waybill/fetch'
import * as undici6 from 'undici6'
import { describe, expect, test } from 'vitest'
import { inRequest } from '../../../test/kit/in-request.ts'
import { redirectChain } from '../../../test/kit/redirect-chain.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'
import { wrongIds } from '../../../test/kit/wrong-ids.ts'

const { mesh, outside, policy } = runningMesh()
const inMesh = <R>(id: string, fn: () => R) => inRequest({ 'x-request-id': id }, fn, policy())

describe('the maxRedirections of undici 6', () => {
  const { Agent, Pool, Client, RetryAgent } = undici6
  const follow = async (dispatcher: undici6.Dispatcher, url: string, maxRedirections?: number) => {
    const options = maxRedirections === undefined ? {} : { maxRedirections }
    const { statusCode, body } = await undici6.request(url, { dispatcher, ...options })
    const text = await body.text()
    return [statusCode, text && JSON.parse(text).headers['x-request-id']]
  }

  test.each<[string, () => undici6.Dispatcher]>([
    ['an Agent', () => new Agent()],
    ['an Agent by default', () => new Agent({ maxRedirections: 3 })],
    ['a Pool', () => new Pool(mesh.origin)],
    ['a Client', () => new Client(mesh.origin)],
  ])('is followed by %s, with the headers', async (kind, make) => {
    const dispatcher = wrapDispatcher(make())
    const most = kind.includes('default') ? undefined : 3
    const url = redirectChain(302, mesh.origin, mesh.origin, mesh.origin)
    expect(await inMesh('r-1', () => follow(dispatcher, url, most))).toEqual([200, 'r-1'])
    expect(await inMesh('r-1', () => follow(dispatcher, url, 0))).toEqual([302, 'r-1'])
    await dispatcher.close()
  })

  test('is followed outside without them', async () => {
    for (const options of [{}, { maxRedirections: 3 }]) {
      const dispatcher = wrapDispatcher(new Agent(options))
      const most = 'maxRedirections' in options ? undefined : 3
      const url = redirectChain(302, mesh.origin, outside.origin)
      expect(await inMesh('r-1', () => follow(dispatcher, url, most))).toEqual([200, undefined])
      await dispatcher.close()
    }
  })

  test('is not followed by others, whose hops nothing would see', async () => {
    const dispatcher = wrapDispatcher(new RetryAgent(new Agent()))
    const url = redirectChain(302, mesh.origin, outside.origin)
    expect(await inMesh('r-1', () => follow(dispatcher, url, 3))).toEqual([302, 'r-1'])
    expect(outside.received).toEqual([])
    await dispatcher.close()
  })

  test('200 calls through two connections carry their own headers over redirects', async () => {
    const dispatcher = wrapDispatcher(new Agent({ connections: 2 }))
    const url = redirectChain(302, mesh.origin, `${mesh.origin}/?delay=1`)
    const wrong = await wrongIds((name) =>
      inMesh(name, async () => (await follow(dispatcher, url, 3))[1]),
    )
    expect(wrong).toEqual([])
    await dispatcher.close()
  })

  test.each([
    ['one interceptor', [(next: unknown) => next]],
    ['several interceptors', [(next: unknown) => next, (next: unknown) => next]],
  ])('%s in the options is refused with a sentence', (_what, list) => {
    const options = { interceptors: { Agent: list } } as never
    expect(() => wrapDispatcher(new Agent(options))).toThrow(
      /write wrapDispatcher\(new Agent\(\)\)\.compose/,
    )
  })
})
