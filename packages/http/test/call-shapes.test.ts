import nodeHttp, { type RequestOptions } from 'node:http'
import { http } from '@waybill/http'
import { describe, expect, test } from 'vitest'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { arrived, read } from './arrived.ts'

const echo = runningEcho()

const inbound = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1', 'x-b3-spanid': 's-1' }
const place = () => {
  const { hostname, port } = new URL(echo.origin)
  return { hostname, port }
}

class Options {
  readonly #port = place().port
  readonly hostname = '127.0.0.1'
  readonly port = this.#port
  readonly path = '/class'
}

const ways: Record<string, () => unknown[]> = {
  'a string': () => [`${echo.origin}/a`],
  'a URL': () => [new URL(`${echo.origin}/a`)],
  'a URL with a method and headers set on it': () => [
    Object.assign(new URL(`${echo.origin}/a`), { method: 'PUT', headers: { 'x-own': '1' } }),
  ],
  options: () => [{ ...place(), path: '/a', method: 'POST' }],
  'a string and options': () => [`${echo.origin}/a`, { method: 'DELETE' }],
  'a URL and options': () => [new URL(`${echo.origin}/a`), { headers: { 'x-own': '1' } }],
  'a URL with headers set on it, and options': () => [
    Object.assign(new URL(`${echo.origin}/a`), { headers: { 'x-own': '1' } }),
    { method: 'PUT' },
  ],
  'a string and undefined': () => [`${echo.origin}/a`, undefined],
  'a string and null': () => [`${echo.origin}/a`, null],
  'options without a prototype': () => [Object.assign(Object.create(null), place())],
  'frozen options': () => [Object.freeze({ ...place(), path: '/f' })],
  'an instance of a class': () => [new Options()],
  'options whose port is a number': () => [{ ...place(), port: Number(place().port) }],
  'host in place of hostname': () => [{ host: '127.0.0.1', port: place().port }],
  'a method in lower case': () => [`${echo.origin}/`, { method: 'post' }],
  'auth in the URL': () => [`${echo.origin.replace('//', '//user:pass@')}/`],
  'auth in the options': () => [`${echo.origin}/`, { auth: 'user:pass' }],
  'setHost: false': () => [`${echo.origin}/`, { setHost: false, headers: { host: 'given' } }],
  'header objects frozen': () => [`${echo.origin}/`, { headers: Object.freeze({ 'x-own': '1' }) }],
  'headers undefined': () => [`${echo.origin}/`, { headers: undefined }],
  'headers without a prototype': () => [
    `${echo.origin}/`,
    { headers: Object.assign(Object.create(null), { 'x-own': '1' }) },
  ],
  'several values of one header': () => [`${echo.origin}/`, { headers: { 'x-own': ['1', '2'] } }],
  'a number as a value': () => [`${echo.origin}/`, { headers: { 'x-own': 7 } }],
  'headers as a flat list': () => [`${echo.origin}/`, { headers: ['host', 'h', 'X-Own', '1'] }],
  'headers as pairs': () => [
    `${echo.origin}/`,
    {
      headers: [
        ['host', 'h'],
        ['X-Own', '1'],
      ],
    },
  ],
  'Expect: 100-continue': () => [
    `${echo.origin}/`,
    { method: 'POST', headers: { expect: '100-continue' } },
  ],
}

describe.each(Object.entries(ways))('given %s', (_name, args) => {
  test.each(['request', 'get'] as const)(
    '%s arrives as without Waybill, plus the headers',
    async (method) => {
      const plain = await arrived(Reflect.apply(nodeHttp[method], nodeHttp, args()))
      const ours = await inRequest(inbound, () =>
        arrived(Reflect.apply(http[method], http, args())),
      )
      expect(ours).toEqual({ ...plain, headers: { ...plain.headers, ...inbound } })
    },
  )

  test('calls the callback', async () => {
    const given = args()
    const received = await inRequest(inbound, () => {
      return new Promise((resolve, reject) => {
        const callback = (response: nodeHttp.IncomingMessage) =>
          read(response).then(resolve, reject)
        Reflect.apply(http.get, http, [...given, callback]).on('error', reject)
      })
    })
    expect(received).toMatchObject({ headers: inbound })
  })
})

test('does not read inherited options, as Node does not', async () => {
  const inherited: RequestOptions = Object.create({
    hostname: 'outside.example',
    headers: { a: '1' },
  })
  const received = await inRequest(inbound, () =>
    arrived(http.request(echo.origin, Object.assign(inherited, { path: '/' }))),
  )
  expect(received.headers).toMatchObject(inbound)
  expect(received.headers).not.toHaveProperty('a')
})

test('leaves shared options and headers as they were, call after call', async () => {
  const options = { ...place(), path: '/', headers: { 'X-Own': 'mine' }, agent: false as const }
  const before = structuredClone(options)
  const calls = ['r-1', 'r-2'].map((id) =>
    inRequest({ 'x-request-id': id }, () => arrived(http.request(options))),
  )
  const ids = (await Promise.all(calls)).map(({ headers }) => headers['x-request-id'])
  expect(ids).toEqual(['r-1', 'r-2'])
  expect(options).toEqual(before)
  expect((await arrived(http.request(options))).headers).not.toHaveProperty('x-request-id')
})

test.each([
  ['flat', ['host', 'h', 'x-own', '1']],
  ['pairs', [['host', 'h']]],
])('leaves a shared list of headers (%s) as it was', async (_shape, headers) => {
  const before = structuredClone(headers)
  await inRequest(inbound, () => arrived(http.request(echo.origin, { headers: headers as never })))
  expect(headers).toEqual(before)
})

test('an empty list of headers stays a list, to which Node adds no host', async () => {
  const call = inRequest(inbound, () => http.request(echo.origin, { headers: [] as never }))
  expect(call.getHeaderNames()).toEqual([])
  call.on('error', () => undefined).destroy()
})

test('changes nothing outside a request', async () => {
  const plain = await arrived(nodeHttp.request(`${echo.origin}/out`))
  expect(await arrived(http.request(`${echo.origin}/out`))).toEqual(plain)
})

test.each([
  ['a URL that cannot be read', ['http://[/']],
  ['another protocol', ['https://127.0.0.1/']],
  ['a method that is none', [{ method: 'NO METHOD' }]],
  ['a host that is a number', [{ host: 5 }]],
  ['a path with a blank', [{ path: '/a b' }]],
  ['an agent that is none', [{ agent: {} }]],
  ['a header value with a line end', ['http://127.0.0.1', { headers: { a: 'b\r\nc: d' } }]],
  ['a header that is undefined', ['http://127.0.0.1', { headers: { a: undefined } }]],
  ['a list of odd length', ['http://127.0.0.1', { headers: ['a'] }]],
  ['a port out of range', ['http://127.0.0.1', { port: 70_000 }]],
])('throws what Node throws for %s', (_name, args) => {
  const thrown = (request: unknown) => {
    try {
      const call = Reflect.apply(request as typeof nodeHttp.request, undefined, args as never)
      call.on('error', () => undefined).destroy()
      return 'nothing'
    } catch (error) {
      return { code: (error as NodeJS.ErrnoException).code, message: String(error) }
    }
  }
  expect(inRequest(inbound, () => thrown(http.request))).toEqual(thrown(nodeHttp.request))
  expect(inRequest(inbound, () => thrown(http.get))).toEqual(thrown(nodeHttp.get))
})
