import { fetch as waybillFetch, wrapFetch } from '@waybill/fetch'
import { describe, expect, test } from 'vitest'
import type { Received } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'

const echo = runningEcho()
const inbound = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1', 'x-b3-spanid': 's-1' }
const url = () => `${echo.origin}/path?query=1`

class Options {
  readonly #method = 'PUT'
  get method() {
    return this.#method
  }
  get headers() {
    return { 'x-own': '1' }
  }
}

const ways: Record<string, () => [RequestInfo | URL, (RequestInit | undefined)?]> = {
  'a string': () => [url()],
  'a URL': () => [new URL(url())],
  'a string with a fragment': () => [`${url()}#fragment`],
  'a Request': () => [new Request(url(), { method: 'PUT', headers: { 'X-Own': '1' } })],
  'a Request and options': () => [
    new Request(url(), { method: 'PUT', headers: { 'X-Own': '1' } }),
    { headers: { 'X-Other': '2' } },
  ],
  'a Request and options without headers': () => [
    new Request(url(), { headers: { 'X-Own': '1' } }),
    { method: 'DELETE' },
  ],
  'a Request as the options': () => [
    url(),
    new Request('http://other/', { method: 'PUT', headers: { 'X-Own': '1' } }),
  ],
  'a Request, and another as the options': () => [
    new Request(url(), { headers: { 'X-First': '1' } }),
    new Request('http://other/', { method: 'PUT', headers: { 'X-Own': '1' } }),
  ],
  'an object with toString': () => [{ toString: url } as never],
  'undefined options': () => [url(), undefined],
  'null options': () => [url(), null as never],
  'empty options': () => [url(), {}],
  'frozen options': () => [url(), Object.freeze({ headers: Object.freeze({ 'X-Own': '1' }) })],
  'options without a prototype': () => [
    url(),
    Object.assign(Object.create(null), { method: 'PUT', headers: { 'X-Own': '1' } }),
  ],
  'inherited options': () => [
    url(),
    Object.create({ method: 'PUT', headers: { 'X-Own': '1' } }) as RequestInit,
  ],
  'options in an instance of a class': () => [url(), new Options()],
  'undefined headers': () => [url(), { headers: undefined as never }],
  'headers as an object': () => [url(), { headers: { 'X-Own': '1' } }],
  'headers without a prototype': () => [
    url(),
    { headers: Object.assign(Object.create(null), { 'X-Own': '1' }) },
  ],
  'a header named __proto__': () => [url(), { headers: JSON.parse('{"__proto__":"1"}') }],
  'headers as Headers': () => [url(), { headers: new Headers({ 'X-Own': '1' }) }],
  'headers as pairs': () => [url(), { headers: [['X-Own', '1']] }],
  'a header twice in pairs': () => [
    url(),
    {
      headers: [
        ['X-Own', '1'],
        ['x-own', '2'],
      ],
    },
  ],
  'no pairs': () => [url(), { headers: [] }],
  'headers as a Map': () => [url(), { headers: new Map([['X-Own', '1']]) as never }],
  'headers as an iterator, to be read once': () => [
    url(),
    { headers: new Headers({ 'X-Own': '1' }).entries() as never },
  ],
  'headers as a generator': () => [url(), { headers: pairs() as never }],
  'a method in lower case': () => [url(), { method: 'post' }],
  'redirect: manual': () => [url(), { redirect: 'manual' }],
  'redirect: error': () => [url(), { redirect: 'error' }],
}

describe.each([
  ['the fetch of the package', waybillFetch],
  ['a wrapped fetch', wrapFetch(fetch)],
])('%s', (_name, ours) => {
  test.each(Object.entries(ways))(
    'given %s, sends what the built-in does, plus the headers',
    async (_name, way) => {
      const plain = await read(fetch(...way()))
      const received = await inRequest(inbound, () => read(ours(...way())))
      expect(received).toEqual({
        ...plain,
        body: { ...plain.body, headers: { ...plain.body.headers, ...inbound } },
      })
    },
  )

  test('leaves the options and headers it is given as they were', async () => {
    const shapes: NonNullable<RequestInit['headers']>[] = [
      { 'X-Own': '1' },
      [['X-Own', '1']],
      new Headers({ 'X-Own': '1' }),
    ]
    for (const headers of shapes) {
      const init: RequestInit = { headers, method: 'PUT' }
      const before = JSON.stringify([...new Headers(headers)])
      for (const id of ['r-1', 'r-2']) {
        const { body } = await inRequest({ 'x-request-id': id }, () => read(ours(url(), init)))
        expect(body.headers['x-request-id']).toBe(id)
      }
      expect(init).toEqual({ headers, method: 'PUT' })
      expect(init.headers).toBe(headers)
      expect(JSON.stringify([...new Headers(headers)])).toBe(before)
    }
  })

  test('leaves a Request as it was', async () => {
    const request = new Request(url(), { headers: { 'X-Own': '1' } })
    await inRequest(inbound, () => read(ours(request)))
    expect([...request.headers]).toEqual([['x-own', '1']])
  })

  test('changes nothing outside a request', async () => {
    const plain = await read(fetch(url(), { headers: { a: '1' } }))
    expect(await read(ours(url(), { headers: { a: '1' } }))).toEqual(plain)
  })
})

async function read(pending: Promise<Response>) {
  const response = await pending
  const { status, redirected, type } = response
  return { status, redirected, type, url: response.url, body: (await response.json()) as Received }
}

function* pairs() {
  yield ['X-Own', '1']
  yield ['X-Other', '2']
}
