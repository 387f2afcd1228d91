import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { wrapAxios } from '@waybill/axios'
import { fetch } from '@waybill/fetch'
import { gate } from '@waybill/testing'
import axios, { AxiosHeaders, type AxiosRequestConfig } from 'axios'
import { describe, expect, test } from 'vitest'
import type { Received } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'
import { serve } from '../../../test/kit/serve.ts'

const { mesh, outside, policy } = runningMesh()
const inbound = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1' }
const inMesh = <R>(fn: () => R, headers: Record<string, string> = inbound) =>
  inRequest(headers, fn, policy())

describe.each<[string, AxiosRequestConfig]>([
  ['http', {}],
  ['fetch', { adapter: 'fetch', env: { fetch: fetch as never } }],
])('with the %s adapter', (_adapter, options) => {
  const client = wrapAxios(axios.create(options))

  test.each<[string, () => object]>([
    ['an object', () => ({ 'X-Own': 'mine' })],
    ['a frozen object', () => Object.freeze({ 'X-Own': 'mine' })],
    ['AxiosHeaders', () => new AxiosHeaders({ 'X-Own': 'mine' })],
    [
      'an object without a prototype',
      () => Object.assign(Object.create(null), { 'X-Own': 'mine' }),
    ],
  ])('headers in %s that calls share stay as they were', async (_shape, make) => {
    const headers = make()
    for (const id of ['r-1', 'r-2']) {
      const call = () => client.get(mesh.origin, { headers: headers as never })
      const { data } = await inMesh(call, { 'x-request-id': id })
      expect(data.headers).toMatchObject({ 'x-request-id': id, 'x-own': 'mine' })
    }
    expect({ ...headers }).toEqual({ 'X-Own': 'mine' })
    const { data } = await client.get(mesh.origin, { headers: headers as never })
    expect(data.headers).not.toHaveProperty('x-request-id')
  })

  test('the defaults of the instance stay as they were', async () => {
    const own = wrapAxios(axios.create({ ...options, headers: { 'X-Own': 'mine' } }))
    const before = JSON.stringify(own.defaults.headers)
    await inMesh(() => own.get(mesh.origin))
    expect(JSON.stringify(own.defaults.headers)).toBe(before)
    expect(own.defaults.transformRequest).toEqual(axios.defaults.transformRequest)
  })

  test.each<[string, () => unknown, string]>([
    ['a stream', () => Readable.from(['x', 'y']), 'xy'],
    ['a Buffer', () => Buffer.from('xy'), 'xy'],
    ['URLSearchParams', () => new URLSearchParams({ a: '1' }), 'a=1'],
    ['an object', () => ({ a: 1 }), '{"a":1}'],
  ])('a body from %s arrives with the headers', async (_what, body, expected) => {
    const origin = await serve(async (req, res) => {
      res.end(JSON.stringify([await text(req), req.headers['x-request-id']]))
    })
    const call = () => client.post(origin, body())
    expect((await inRequest(inbound, call)).data).toEqual([expected, 'r-1'])
  })

  test('the answer comes as a stream', async () => {
    const call = () => client.get(mesh.origin, { responseType: 'stream' })
    const { data } = await inMesh(call)
    const stream = data instanceof Readable ? data : Readable.fromWeb(data)
    expect(JSON.parse(await text(stream.pipe(new PassThrough()))).headers).toMatchObject(inbound)
  })

  test('transformRequest of the call runs first, and may set headers or sign the call', async () => {
    const seen: unknown[] = []
    const send = async (name: string, value: string) => {
      const call = () =>
        client.post(
          mesh.origin,
          { a: 1 },
          {
            transformRequest: [
              (data, headers) => {
                seen.push(headers.has('x-request-id'))
                headers.set(name, value)
                return JSON.stringify(data)
              },
            ],
          },
        )
      return (await inMesh(call)).data.headers
    }
    expect(await send('X-Request-Id', 'mine')).toHaveProperty('x-request-id', 'mine')
    const signed = await send('Authorization', 'AWS4-HMAC-SHA256 Credential=x')
    expect(signed).not.toHaveProperty('x-request-id')
    expect(seen).toEqual([false, false])
  })

  test.each<[string, AxiosRequestConfig]>([
    ['params', { params: { 'X-Amz-Signature': 's' } }],
    ['params of URLSearchParams', { params: new URLSearchParams({ 'X-Goog-Signature': 's' }) }],
    [
      'params that a serializer writes',
      { params: {}, paramsSerializer: { serialize: () => 'X-Amz-Signature=s' } },
    ],
    ['params beside a query', { url: '/?sv=2022', params: { sig: 's' } }],
  ])('a signature in %s is seen', async (_where, config) => {
    const call = () => client.request({ baseURL: mesh.origin, url: '/', ...config })
    const { data } = await inMesh(call)
    expect((data as Received).path).toMatch(/Signature=s|sig=s/)
    expect(data.headers).not.toHaveProperty('x-request-id')
  })

  test('two signatures in two calls leave the call between them alone', async () => {
    const signed = { params: { 'X-Amz-Signature': 's' } }
    const ids = []
    for (const config of [signed, {}, signed])
      ids.push((await inMesh(() => client.get(mesh.origin, config))).data.headers['x-request-id'])
    expect(ids).toEqual([undefined, 'r-1', undefined])
  })

  test.each<[string, () => { options: AxiosRequestConfig; cancel(): void }]>([
    [
      'an AbortSignal',
      () => {
        const controller = new AbortController()
        return { options: { signal: controller.signal }, cancel: () => controller.abort() }
      },
    ],
    [
      'a CancelToken',
      () => {
        const { token, cancel } = axios.CancelToken.source()
        return { options: { cancelToken: token }, cancel }
      },
    ],
  ])('%s cancels a call, and the next one is right', async (_what, make) => {
    const { opened, open } = gate()
    const origin = await serve((req, res) => {
      if (req.url === '/held') open()
      else res.end(JSON.stringify({ id: req.headers['x-request-id'] }))
    })
    const { options: cancelling, cancel } = make()
    const held = inRequest(inbound, () => client.get(`${origin}/held`, cancelling))
    const failed = expect(held).rejects.toMatchObject({ code: 'ERR_CANCELED' })
    await opened
    cancel()
    await failed
    const { data } = await inRequest({ 'x-request-id': 'r-2' }, () => client.get(origin))
    expect(data).toEqual({ id: 'r-2' })
  })
})

test('a beforeRedirect that calls share is called for each, and stays as it was', async () => {
  const client = wrapAxios(axios.create())
  let calls = 0
  const shared: AxiosRequestConfig = { beforeRedirect: () => void calls++ }
  const before = shared.beforeRedirect
  for (const _ of [1, 2])
    await inMesh(() => client.get(`${mesh.origin}/?to=${outside.origin}`, shared))
  expect([calls, shared.beforeRedirect]).toEqual([2, before])
})

test('`axios.create` of a wrapped instance makes one that is not wrapped', async () => {
  const client = wrapAxios(axios.create({ headers: { 'x-own': 'mine' } }))
  const created = client.create({ baseURL: mesh.origin })
  const plain = await inMesh(() => created.get('/'))
  expect(plain.data.headers).toHaveProperty('x-own', 'mine')
  expect(plain.data.headers).not.toHaveProperty('x-request-id')
  const { data } = await inMesh(() => wrapAxios(created).get('/'))
  expect(data.headers).toMatchObject({ ...inbound, 'x-own': 'mine' })
})
