import { wrapAxios } from '@waybill/axios'
import axios, { type AxiosInstance, type InternalAxiosRequestConfig } from 'axios'
import { describe, expect, test } from 'vitest'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'

const { mesh, outside, policy } = runningMesh()
const inbound = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1', 'x-b3-spanid': 's-1' }
const inMesh = <R>(fn: () => R, headers: Record<string, string> = inbound) =>
  inRequest(headers, fn, policy())

type Interceptor = (config: InternalAxiosRequestConfig) => InternalAxiosRequestConfig

describe.each<[string, (add: (client: AxiosInstance) => void) => AxiosInstance]>([
  [
    'before',
    (add) => {
      const client = axios.create()
      add(client)
      return wrapAxios(client)
    },
  ],
  [
    'after',
    (add) => {
      const client = wrapAxios(axios.create())
      add(client)
      return client
    },
  ],
])('an interceptor that is registered %s wrapping', (_when, make) => {
  const withInterceptor = (change: Interceptor, isAsync = false) =>
    make((client) => {
      client.interceptors.request.use(
        isAsync ? async (config) => change((await undefined) ?? config) : change,
      )
    })

  test.each([false, true])('wins with a header it sets (async: %s)', async (isAsync) => {
    const client = withInterceptor((config) => {
      config.headers.set('X-Request-ID', 'mine')
      return config
    }, isAsync)
    const { data } = await inMesh(() => client.get(mesh.origin))
    expect(data.headers).toMatchObject({ ...inbound, 'x-request-id': 'mine' })
  })

  test('wins with one of a family it sets', async () => {
    const client = withInterceptor((config) => {
      config.headers.set('X-B3-TraceId', 'mine')
      return config
    })
    const { data } = await inMesh(() => client.get(mesh.origin))
    expect(data.headers).toHaveProperty('x-b3-traceid', 'mine')
    expect(data.headers).not.toHaveProperty('x-b3-spanid')
  })

  test('may sign the request, which is then left alone', async () => {
    const client = withInterceptor((config) => {
      config.headers.set('Authorization', 'AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host')
      return config
    })
    const { data } = await inMesh(() => client.get(mesh.origin))
    expect(data.headers).not.toHaveProperty('x-request-id')
  })

  test('may send the call outside, where nothing arrives', async () => {
    const client = withInterceptor((config) => {
      config.baseURL = outside.origin
      return config
    })
    const { data } = await inMesh(() => client.get('/a', { baseURL: mesh.origin }))
    expect(data).toMatchObject({ path: '/a' })
    expect(data.headers).not.toHaveProperty('x-request-id')
  })

  test('may send the call inside, where all arrives', async () => {
    const client = withInterceptor((config) => {
      config.url = `${mesh.origin}/inside`
      return config
    })
    const { data } = await inMesh(() => client.get(outside.origin))
    expect(data).toMatchObject({ path: '/inside', headers: inbound })
  })

  test('may give other options in place of its own', async () => {
    const client = withInterceptor((config) => ({ ...config, url: `${mesh.origin}/other` }))
    const { data } = await inMesh(() => client.get(outside.origin))
    expect(data).toMatchObject({ path: '/other', headers: inbound })
  })
})

describe('a retry that sends `error.config` again', () => {
  const failing = { validateStatus: (status: number) => status !== 200 }
  const retrying = (change: (config: InternalAxiosRequestConfig) => void) => {
    const client = wrapAxios(axios.create())
    client.interceptors.response.use(undefined, (error) => {
      const config = error.config as InternalAxiosRequestConfig
      config.validateStatus = null
      change(config)
      return client.request(config)
    })
    return client
  }

  test('carries the headers once more, none doubled', async () => {
    const client = retrying(() => undefined)
    const { data } = await inMesh(() => client.get(mesh.origin, failing))
    expect(data.headers).toMatchObject(inbound)
  })

  test('keeps what the call set itself', async () => {
    const client = retrying(() => undefined)
    const options = { ...failing, headers: { 'X-Request-Id': 'mine', b3: null as never } }
    const { data } = await inMesh(() => client.get(mesh.origin, options))
    expect(data.headers).toMatchObject({ 'x-request-id': 'mine' })
    expect(data.headers).not.toHaveProperty('x-b3-traceid')
  })

  test('carries nothing to another host outside', async () => {
    const client = retrying((config) => {
      config.url = outside.origin
    })
    const { data } = await inMesh(() => client.get(mesh.origin, failing))
    expect(data.headers).not.toHaveProperty('x-request-id')
    expect(outside.received).toHaveLength(1)
  })

  test('carries them to another host inside', async () => {
    const client = retrying((config) => {
      config.url = mesh.origin
    })
    const { data } = await inMesh(() => client.get(outside.origin, failing))
    expect(data.headers).toMatchObject(inbound)
  })

  test('carries nothing when it is signed by then', async () => {
    const client = retrying((config) => {
      config.headers.set('Authorization', 'AWS4-HMAC-SHA256 Credential=x')
    })
    const { data } = await inMesh(() => client.get(mesh.origin, failing))
    expect(data.headers).not.toHaveProperty('x-request-id')
  })

  test('carries the headers of the request it is made in', async () => {
    const client = wrapAxios(axios.create())
    const error = await inMesh(() => client.get(mesh.origin, failing)).catch((e) => e)
    const again = () => client.request({ ...error.config, validateStatus: null })
    const { data } = await inMesh(again, { 'x-request-id': 'r-2' })
    expect(data.headers).toHaveProperty('x-request-id', 'r-2')
    expect(data.headers).not.toHaveProperty('x-b3-traceid')
    expect((await again()).data.headers).not.toHaveProperty('x-request-id')
  })

  test('to a redirect decides anew', async () => {
    const client = retrying((config) => {
      config.url = `${mesh.origin}/?to=${outside.origin}`
    })
    const { data } = await inMesh(() => client.get(mesh.origin, failing))
    expect(data.headers).not.toHaveProperty('x-request-id')
  })
})
