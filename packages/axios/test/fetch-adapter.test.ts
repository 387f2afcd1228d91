import { once } from 'node:events'
import { wrapAxios } from '@waybill/axios'
import { fetch as waybillFetch } from '@waybill/fetch'
import axios, { type AxiosRequestConfig } from 'axios'
import { describe, expect, test } from 'vitest'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'

const { mesh, outside, policy } = runningMesh()
const inbound = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1' }
const call = (options: AxiosRequestConfig, url = mesh.origin) =>
  inRequest(inbound, () => wrapAxios(axios.create(options)).get(url), policy())
const leaving = () => `${mesh.origin}/?to=${outside.origin}`

test('without a fetch of the package nothing is added, and one warning says what to write', async () => {
  const warnings: Error[] = []
  const warned = once(process, 'warning')
  const listener = (warning: Error) => warnings.push(warning)
  process.on('warning', listener)
  for (const adapter of ['fetch', ['fetch'], ['xhr', 'fetch']] as const) {
    const { data } = await call({ adapter: adapter as never, maxRedirects: 0 })
    expect(data.headers).not.toHaveProperty('x-request-id')
    const left = await call({ adapter: adapter as never }, leaving())
    expect(left.data.headers).not.toHaveProperty('x-request-id')
  }
  expect((await warned)[0].message).toMatch(
    /write axios\.create\(\{ adapter: "fetch", env: \{ fetch \} \}\)/,
  )
  expect(warnings.filter(({ name }) => name === 'WaybillWarning')).toHaveLength(1)
  process.off('warning', listener)
})

describe('with the fetch of the package', () => {
  const options = { adapter: 'fetch', env: { fetch: waybillFetch as never } } as const

  test('carries the headers, decided at each hop', async () => {
    expect((await call(options)).data.headers).toMatchObject(inbound)
    const left = await call(options, leaving())
    expect(left.data.headers).not.toHaveProperty('x-request-id')
    const back = `${outside.origin}/?to=${mesh.origin}`
    expect((await call(options, back)).data.headers).toMatchObject(inbound)
  })

  test('respects what the call sets itself', async () => {
    const headers = { 'X-Request-Id': 'mine' }
    const { data } = await call({ ...options, headers })
    expect(data.headers).toMatchObject({ ...inbound, 'x-request-id': 'mine' })
  })

  test.each([null, false])('respects that the call refuses a header, by %s', async (value) => {
    const { data } = await call({ ...options, headers: { 'X-Request-Id': value as never } })
    expect(data.headers).not.toHaveProperty('x-request-id')
  })

  test('posts a body, also over a redirect', async () => {
    const client = wrapAxios(axios.create(options))
    const to = `${mesh.origin}/?status=307&to=${mesh.origin}/end`
    const { data } = await inRequest(inbound, () => client.post(to, { a: 1 }))
    expect(data).toMatchObject({ method: 'POST', path: '/end', headers: inbound })
  })
})

describe('where no redirect is followed, headers are added without it', () => {
  test.each<[string, AxiosRequestConfig]>([
    ['redirect: manual', { fetchOptions: { redirect: 'manual' } }],
    ['redirect: error', { fetchOptions: { redirect: 'error' } }],
  ])('%s', async (_how, options) => {
    const { data } = await call({ adapter: 'fetch', ...options })
    expect(data.headers).toMatchObject(inbound)
    outside.received.length = 0
    await call({ adapter: 'fetch', validateStatus: null, ...options }, leaving()).catch(() => null)
    expect(outside.received).toEqual([])
  })
})

test('the http adapter, by name or in a list, is not taken for it', async () => {
  for (const adapter of ['http', ['xhr', 'http', 'fetch'], undefined] as const) {
    const { data } = await call(adapter === undefined ? {} : { adapter: adapter as never })
    expect(data.headers).toMatchObject(inbound)
  }
})

test('an adapter that is a function gets the headers', async () => {
  const adapter: AxiosRequestConfig['adapter'] = async (config) => ({
    data: { headers: { ...config.headers } },
    status: 200,
    statusText: 'OK',
    headers: {},
    config,
  })
  expect((await call({ adapter })).data.headers).toMatchObject(inbound)
})
