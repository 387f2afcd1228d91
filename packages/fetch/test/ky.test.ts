import { fetch, wrapFetch } from '@waybill/fetch'
import { gate } from '@waybill/testing'
import ky, { type Options } from 'ky'
import { describe, expect, test } from 'vitest'
import { arrivedIds } from '../../../test/kit/arrived-id.ts'
import { callerWins, inbound, propagated } from '../../../test/kit/caller-wins.ts'
import type { Received } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { redirectChain } from '../../../test/kit/redirect-chain.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'
import { serve } from '../../../test/kit/serve.ts'

const { mesh, other, outside, policy } = runningMesh()
const client = ky.create({ fetch, retry: { delay: () => 1 } })
const inMesh = <R>(fn: () => R) => inRequest(inbound, fn, policy())
const ids = () => [arrivedIds(mesh), arrivedIds(other), arrivedIds(outside)]

/** Answers 503 to the first tries of each path, and tells which ids came with them. */
async function flaky(): Promise<{ origin: string; seen: Map<string, unknown[]> }> {
  const seen = new Map<string, unknown[]>()
  const origin = await serve((req, res) => {
    const tries = seen.get(req.url ?? '') ?? []
    seen.set(req.url ?? '', [...tries, req.headers['x-request-id']])
    req.resume().on('end', () => res.writeHead(tries.length < 2 ? 503 : 200).end('{}'))
  })
  return { origin, seen }
}

describe.each<[string, (headers: Record<string, string>) => object]>([
  ['an object', (headers) => Object.freeze({ ...headers })],
  ['Headers', (headers) => new Headers(headers)],
  ['pairs', (headers) => Object.entries(headers)],
])('what the call sets in %s wins', (_shape, shape) => {
  test.each<[string, Record<string, string>, Record<string, unknown>]>([
    ...callerWins,
    ['nothing', {}, inbound],
  ])('%s', async (_name, own, expected) => {
    const headers = shape(own) as never
    const { headers: arrived } = await inMesh(() =>
      client(mesh.origin, { headers }).json<Received>(),
    )
    expect(propagated(arrived)).toEqual(expected)
    const request = new Request(mesh.origin, { headers })
    const { headers: again } = await inMesh(() => client(request).json<Received>())
    expect(propagated(again)).toEqual(expected)
  })
})

describe('carries the headers', () => {
  test.each<[string, () => Promise<Received>]>([
    ['by get', () => client.get(`${mesh.origin}/a`).json()],
    ['by post of JSON', () => client.post(`${mesh.origin}/a`, { json: { a: 1 } }).json()],
    ['by put of a form', () => client.put(`${mesh.origin}/a`, { body: new FormData() }).json()],
    ['with a prefix', () => client('a', { prefixUrl: mesh.origin }).json()],
    ['with search params', () => client(`${mesh.origin}/a`, { searchParams: { q: 1 } }).json()],
    ['without a timeout', () => client(`${mesh.origin}/a`, { timeout: false }).json()],
    [
      'of a Request',
      () => client(new Request(`${mesh.origin}/a`, { method: 'PUT', body: 'x' })).json(),
    ],
    [
      'of an instance that extends it',
      () =>
        client
          .extend({ headers: { a: '1' } })(`${mesh.origin}/a`)
          .json(),
    ],
    [
      'with a fetch of the call',
      () => ky(`${mesh.origin}/a`, { fetch: wrapFetch(globalThis.fetch) }).json(),
    ],
  ])('%s', async (_how, call) => {
    const { headers, path } = await inMesh(call)
    expect(propagated(headers)).toEqual(inbound)
    expect(path).toMatch(/^\/a/)
  })

  test('decided at each hop of a redirect', async () => {
    const url = redirectChain(307, mesh.origin, outside.origin, other.origin)
    await inMesh(() => client.post(url, { json: { a: 1 } }))
    expect(ids()).toEqual([['r-1'], ['r-1'], [undefined]])
  })

  test('of their own call at each try, none doubled', async () => {
    const { origin, seen } = await flaky()
    const names = Array.from({ length: 20 }, (_, index) => `r-${index}`)
    await Promise.all(
      names.map((id) =>
        inRequest({ 'x-request-id': id }, () => client.put(`${origin}/${id}`, { json: { a: 1 } })),
      ),
    )
    expect(Object.fromEntries(seen)).toEqual(
      Object.fromEntries(names.map((id) => [`/${id}`, [id, id, id]])),
    )
  })
})

describe('a hook', () => {
  const hooked = (hook: (request: Request) => unknown): Options => ({
    hooks: { beforeRequest: [hook as never] },
  })

  test('may set headers, or sign the call, which counts at each try', async () => {
    const { origin, seen } = await flaky()
    const mine = hooked(({ headers }) => headers.set('X-Request-Id', 'mine'))
    const signed = hooked(({ headers }) =>
      headers.set('Authorization', 'AWS4-HMAC-SHA256 Credential=x'),
    )
    await inRequest(inbound, () => client(`${origin}/a`, mine))
    await inRequest(inbound, () => client(`${origin}/b`, signed))
    expect(seen.get('/a')).toEqual(['mine', 'mine', 'mine'])
    expect(seen.get('/b')).toEqual([undefined, undefined, undefined])
  })

  test('may send the call outside, where nothing arrives', async () => {
    const away = hooked(() => new Request(outside.origin))
    await inMesh(() => client(mesh.origin, away))
    expect(ids()).toEqual([[], [], [undefined]])
  })

  test('that waits until another request lets it go on changes nothing', async () => {
    const { opened, open } = gate()
    const call = inRequest({ 'x-request-id': 'r-1' }, () =>
      client(
        mesh.origin,
        hooked(() => opened),
      ).json<Received>(),
    )
    inRequest({ 'x-request-id': 'r-2' }, open)
    expect((await call).headers['x-request-id']).toBe('r-1')
  })
})

test('leaves signed calls alone', async () => {
  const call = () => client(`${mesh.origin}/?X-Amz-Signature=s`).json<Received>()
  expect(propagated((await inMesh(call)).headers)).toEqual({})
})

test.each<[string, (from: typeof ky, url: string) => Promise<unknown>]>([
  ['after its timeout', (from, url) => from(url, { timeout: 20, retry: 0 })],
  ['when it is aborted', (from, url) => from(url, { signal: AbortSignal.abort() })],
  ['for a status that is an error', (from) => from(`${mesh.origin}/?to=x&status=400`)],
])('fails as ky does %s', async (_when, call) => {
  const url = await serve(() => undefined)
  const failure = (from: typeof ky) =>
    call(from, url).then(
      () => 'it did not fail',
      ({ name, message }: Error) => ({ name, message }),
    )
  const plain = await failure(ky)
  expect(plain).not.toBe('it did not fail')
  expect(await inMesh(() => failure(client))).toEqual(plain)
})
