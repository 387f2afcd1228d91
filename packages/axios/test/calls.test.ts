import { createServer } from 'node:http'
import { PassThrough, Readable } from 'node:stream'
import { wrapAxios } from '@waybill/axios'
import axios, { AxiosHeaders, type AxiosRequestConfig } from 'axios'
import { describe, expect, test } from 'vitest'
import { callerWins, inbound, propagated } from '../../../test/kit/caller-wins.ts'
import { listen } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'

const echo = runningEcho()
const { 'x-request-id': _id, ...withoutId } = inbound
const client = wrapAxios(axios.create())

describe.each<[string, (headers: Record<string, unknown>) => unknown]>([
  ['an object', (headers) => headers],
  ['a frozen object', (headers) => Object.freeze({ ...headers })],
  ['AxiosHeaders', (headers) => new AxiosHeaders(headers as never)],
])('what the call sets in %s wins', (_shape, shape) => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ...callerWins,
    ['null, which is not sent', { 'X-Request-Id': null }, withoutId],
    ['false, which is not sent', { 'X-Request-Id': false }, withoutId],
    ['nothing', {}, inbound],
  ])('%s', async (_name, headers, expected) => {
    const { data } = await inRequest(inbound, () =>
      client.get(echo.origin, { headers: shape(headers) as never }),
    )
    expect(propagated(data.headers)).toEqual(expected)
  })
})

test('headers of the defaults win, too', async () => {
  const own = wrapAxios(axios.create({ headers: { common: { 'X-Request-Id': 'm' } } as never }))
  const { data } = await inRequest(inbound, () => own.get(echo.origin))
  expect(data.headers).toMatchObject({ ...inbound, 'x-request-id': 'm' })
})

describe('carries the headers', () => {
  const body = { a: 1 }
  test.each<[string, () => Promise<{ data: { headers: object; method: string; path: string } }>]>([
    ['by a call of the instance with a URL', () => client(`${echo.origin}/a`)],
    ['by a call of the instance with options', () => client({ url: `${echo.origin}/a` })],
    ['by request', () => client.request({ url: '/a', baseURL: echo.origin })],
    ['by get with params', () => client.get(`${echo.origin}/a`, { params: { q: 'x y' } })],
    ['by post', () => client.post(`${echo.origin}/a`, body)],
    ['by put', () => client.put(`${echo.origin}/a`, body)],
    ['by patch', () => client.patch(`${echo.origin}/a`, body)],
    ['by delete', () => client.delete(`${echo.origin}/a`)],
    ['by options', () => client.options(`${echo.origin}/a`)],
    ['by postForm', () => client.postForm(`${echo.origin}/a`, body)],
    ['from a stream', () => client.post(`${echo.origin}/a`, Readable.from(['x']))],
    ['with a URL object', () => client.get(new URL(`${echo.origin}/a`) as never)],
    ['with frozen options', () => client.request(Object.freeze({ url: `${echo.origin}/a` }))],
    ['without redirects', () => client.get(`${echo.origin}/a`, { maxRedirects: 0 })],
    [
      'with an absolute URL over a base',
      () => {
        return client.get(`${echo.origin}/a`, { baseURL: 'http://outside.example' })
      },
    ],
  ])('%s', async (_name, call) => {
    const { data } = await inRequest(inbound, call)
    expect(data.headers).toMatchObject(inbound)
    expect(data.path).toMatch(/^\/a/)
  })

  test('of an instance with a base URL', async () => {
    const own = wrapAxios(axios.create({ baseURL: `${echo.origin}/base` }))
    const { data } = await inRequest(inbound, () => own.get('/a'))
    expect(data).toMatchObject({ path: '/base/a', headers: inbound })
  })

  test('of the module itself, wrapped once however often it is wrapped', async () => {
    const { axios: own } = { axios: Object.assign(axios.create(), { create: axios.create }) }
    expect(wrapAxios(own)).toBe(own)
    expect(wrapAxios(wrapAxios(own))).toBe(own)
    const handlers = (own.interceptors.request as unknown as { handlers: unknown[] }).handlers
    expect(handlers).toHaveLength(1)
    const { data } = await inRequest(inbound, () => own.get(echo.origin))
    expect(data.headers).toMatchObject(inbound)
  })

  test('into a stream', async () => {
    const response = await inRequest(inbound, () =>
      client.get<Readable>(echo.origin, { responseType: 'stream' }),
    )
    let text = ''
    for await (const chunk of response.data.pipe(new PassThrough())) text += chunk
    expect(JSON.parse(text).headers).toMatchObject(inbound)
  })
})

test('a header named __proto__ that came in is carried, too', async () => {
  const headers = JSON.parse('{ "__proto__": "mine", "x-own": "1" }')
  const policy = { headers: ['__proto__', 'x-own'] }
  const { data } = await inRequest(headers, () => client.get(echo.origin), policy)
  expect(Object.entries(data.headers)).toContainEqual(['__proto__', 'mine'])
  expect(data.headers).toHaveProperty('x-own', '1')
})

test('the static axios is wrapped in place, and what it creates is not', async () => {
  expect(wrapAxios(axios)).toBe(axios)
  const { data } = await inRequest(inbound, () => axios.get(echo.origin))
  expect(data.headers).toMatchObject(inbound)
  const created = axios.create()
  const plain = await inRequest(inbound, () => created.get(echo.origin))
  expect(plain.data.headers).not.toHaveProperty('x-request-id')
  wrapAxios(created)
  const wrapped = await inRequest(inbound, () => created.get(echo.origin))
  expect(wrapped.data.headers).toMatchObject(inbound)
  axios.interceptors.request.clear()
})

test('leaves shared options as they were, call after call', async () => {
  const shared: AxiosRequestConfig = { headers: { 'X-Own': 'mine' }, params: { a: '1' } }
  const before = structuredClone(shared)
  for (const id of ['r-1', 'r-2']) {
    const { data } = await inRequest({ 'x-request-id': id }, () => client.get(echo.origin, shared))
    expect(data.headers['x-request-id']).toBe(id)
  }
  expect(shared).toEqual(before)
  const { data } = await client.get(echo.origin, shared)
  expect(data.headers).not.toHaveProperty('x-request-id')
})

test('changes nothing outside a request', async () => {
  const plain = await axios.create().get(`${echo.origin}/a`)
  expect((await client.get(`${echo.origin}/a`)).data).toEqual(plain.data)
})

test.each<[string, AxiosRequestConfig]>([
  ['AWS, in the header', { headers: { Authorization: 'AWS4-HMAC-SHA256 Credential=x' } }],
  ['AWS, in the params', { params: { 'X-Amz-Signature': 's' } }],
  ['Azure, in the params', { params: { sv: '2022', sig: 's' } }],
  ['Google, in the URL', { url: '/?X-Goog-Signature=s' }],
])('leaves a request alone that is signed (%s)', async (_how, config) => {
  const { data } = await inRequest(inbound, () =>
    client.request({ baseURL: echo.origin, url: '/', ...config }),
  )
  for (const name of Object.keys(inbound)) expect(data.headers).not.toHaveProperty(name)
})

describe('fails as axios does', () => {
  test.each<[string, () => AxiosRequestConfig]>([
    ['for a relative URL', () => ({ url: '/path' })],
    ['for no URL', () => ({ url: 'http://[/' })],
    ['for nothing', () => ({})],
    ['for another scheme', () => ({ url: 'ftp://127.0.0.1/' })],
    ['for a header with a line end', () => ({ url: echo.origin, headers: { 'a b': 'c' } })],
    ['when it is cancelled', () => ({ url: echo.origin, signal: AbortSignal.abort() })],
    ['when its params throw', () => ({ url: echo.origin, paramsSerializer: throwing, params: {} })],
    ['when its adapter is none', () => ({ url: echo.origin, adapter: 'none' as never })],
    ['when its transform throws', () => ({ url: echo.origin, transformRequest: throwing })],
    ['when nobody listens', () => ({ url: 'http://127.0.0.1:1/' })],
  ])('%s', async (_name, config) => {
    const failure = async (from: typeof client) =>
      from.request(config()).then(
        () => 'it did not fail',
        ({ name, code, message }) => ({ name, code, message }),
      )
    const ours = await inRequest(inbound, () => failure(client))
    expect(ours).toEqual(await failure(axios.create()))
  })

  test('when it is cancelled by a signal while the answer is awaited', async () => {
    const controller = new AbortController()
    const { origin, close } = await listen(createServer(() => controller.abort()))
    const call = inRequest(inbound, () => client.get(origin, { signal: controller.signal }))
    await expect(call).rejects.toMatchObject({ name: 'CanceledError', code: 'ERR_CANCELED' })
    await close()
  })
})

test.each([
  ['undefined', undefined, /wrapAxios takes an axios instance, got undefined; write/],
  ['null', null, /got null/],
  ['an object', {}, /got object/],
  ['a function', () => undefined, /got function/],
])('refuses %s with a sentence', (_what, given, message) => {
  expect(() => wrapAxios(given as never)).toThrow(message)
})

function throwing(): never {
  throw new Error('mine')
}
