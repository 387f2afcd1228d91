import { fetch as waybillFetch, wrapFetch } from '@waybill/fetch'
import * as undici from 'undici'
import * as undici6 from 'undici6'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { arrivedId } from '../../../test/kit/arrived-id.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'

const { mesh, outside } = runningMesh()
afterEach(() => vi.unstubAllGlobals())

const inbound = { 'x-request-id': 'r-1' }
const builtIn = globalThis.fetch
const inMesh = <R>(fn: () => R) =>
  inRequest(inbound, fn, { targets: [mesh.host, 'reviews'], warnOnRefusal: false })

describe('a replaced global fetch', () => {
  test.each<[string, RequestInit | undefined, (init: RequestInit) => unknown]>([
    ['no headers', undefined, ({ headers }) => headers],
    ['an object', { headers: { a: '1' } }, ({ headers }) => headers],
    ['pairs', { headers: [['a', '1']] }, ({ headers }) => Object.fromEntries(headers as [])],
    [
      'Headers',
      { headers: new Headers({ a: '1' }) },
      ({ headers }) => Object.fromEntries(headers as Headers),
    ],
  ])('gets the headers, in the shape of %s', async (_shape, init, headersOf) => {
    const mock = vi.fn<typeof fetch>(async () => new Response('mocked'))
    vi.stubGlobal('fetch', mock)
    const response = await inRequest(inbound, () => waybillFetch('http://reviews/', init))
    expect(await response.text()).toBe('mocked')
    expect(mock).toHaveBeenCalledTimes(1)
    expect(mock.mock.calls[0]?.[0]).toBe('http://reviews/')
    const given = mock.mock.calls[0]?.[1] as RequestInit
    expect(headersOf(given)).toEqual({ ...(init ? { a: '1' } : {}), ...inbound })
    if (init?.headers instanceof Headers) expect(given.headers).toBeInstanceOf(Headers)
  })

  test.each([
    ['nothing', () => undefined],
    ['an object of its own', () => ({ ok: true, json: async () => ({}) })],
    ['a redirect without headers', () => ({ status: 200 })],
  ])('may give %s', async (_what, answer) => {
    vi.stubGlobal('fetch', async () => answer())
    expect(JSON.stringify(await inRequest(inbound, () => waybillFetch('http://reviews/')))).toBe(
      JSON.stringify(answer()),
    )
  })

  test('that follows no dispatcher has its redirects decided at each hop', async () => {
    const calls: unknown[] = []
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      calls.push([String(url), new Headers(init.headers).get('x-request-id'), init.redirect])
      const headers = { location: 'http://outside.example/' }
      return String(url).includes('reviews')
        ? new Response(null, { status: 302, headers })
        : new Response('end')
    })
    await inMesh(() => waybillFetch('http://reviews/'))
    expect(calls).toEqual([
      ['http://reviews/', 'r-1', 'manual'],
      ['http://outside.example/', null, 'manual'],
    ])
  })

  test('with bodies that are no web streams can redirect', async () => {
    let isFirst = true
    const polyfill: typeof fetch = wrapFetch((async () => {
      const status = isFirst ? 302 : 200
      isFirst = false
      return { status, headers: new Headers({ location: '/' }), body: { pipe: () => undefined } }
    }) as unknown as typeof fetch)
    expect(await inRequest(inbound, () => polyfill('http://reviews/'))).toMatchObject({
      status: 200,
      redirected: true,
    })
  })

  test('may be the fetch of the package itself', async () => {
    vi.stubGlobal('fetch', waybillFetch)
    expect(await inRequest(inbound, () => arrivedId(fetch(mesh.origin)))).toBe('r-1')
    expect(await inRequest(inbound, () => arrivedId(waybillFetch(mesh.origin)))).toBe('r-1')
    expect(await arrivedId(fetch(mesh.origin))).toBeUndefined()
  })

  test('may be a wrapped one', async () => {
    vi.stubGlobal('fetch', wrapFetch(builtIn))
    expect(await inRequest(inbound, () => arrivedId(waybillFetch(mesh.origin)))).toBe('r-1')
  })
})

describe('wrapFetch', () => {
  test.each(['follow', 'manual'] as const)(
    'that throws is called once, for a call that says %s',
    (redirect) => {
      const broken = vi.fn<typeof fetch>(() => {
        throw new RangeError('broken')
      })
      expect(() => inMesh(() => wrapFetch(broken)('http://reviews/', { redirect }))).toThrow(
        RangeError,
      )
      expect(broken).toHaveBeenCalledTimes(1)
    },
  )

  test('gives a wrapped function as it is', () => {
    const wrapped = wrapFetch(builtIn)
    expect(wrapFetch(wrapped)).toBe(wrapped)
    expect(wrapFetch(waybillFetch)).toBe(waybillFetch)
    expect(wrapped).not.toBe(builtIn)
    expect(globalThis.fetch).toBe(builtIn)
  })

  test('of a function around a wrapped one doubles nothing', async () => {
    const twice: typeof fetch = wrapFetch((input, init) => waybillFetch(input, init))
    for (let i = 0; i < 2; i++) {
      expect(await inRequest(inbound, () => arrivedId(twice(mesh.origin)))).toBe('r-1')
    }
    const to = `${mesh.origin}/?to=${outside.origin}`
    expect(await inMesh(() => arrivedId(twice(to)))).toBeUndefined()
  })

  test.each([
    ['undefined', undefined, /wrapFetch takes a fetch function, got undefined; write/],
    ['an object', {}, /got object/],
    ['null', null, /got null/],
  ])('refuses %s with a sentence', (_what, given, message) => {
    expect(() => wrapFetch(given as never)).toThrow(message)
  })
})

describe.each([
  ['undici 6', undici6.fetch, undici6],
  ['undici 7', undici.fetch, undici],
])('the fetch of %s', (_name, theirs, library) => {
  const wrapped = wrapFetch(theirs as unknown as typeof fetch)

  test('sends the headers, and decides at each hop', async () => {
    for (let i = 0; i < 2; i++) {
      expect(await inMesh(() => arrivedId(wrapped(mesh.origin)))).toBe('r-1')
      const to = `${mesh.origin}/?to=${outside.origin}`
      expect(await inMesh(() => arrivedId(wrapped(to)))).toBeUndefined()
    }
  })

  test('takes its own Request and Headers', async () => {
    const { Request: OwnRequest, Headers: OwnHeaders } = library
    const request = new OwnRequest(mesh.origin, { headers: new OwnHeaders({ a: '1' }) as never })
    expect(await inMesh(() => arrivedId(wrapped(request as never)))).toBe('r-1')
    const headers = new OwnHeaders({ 'X-Request-Id': 'm' }) as never
    expect(await inMesh(() => arrivedId(wrapped(mesh.origin, { headers })))).toBe('m')
  })
})
