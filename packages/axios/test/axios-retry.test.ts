import { wrapAxios } from '@waybill/axios'
import { fetch } from '@waybill/fetch'
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios'
import axiosRetry from 'axios-retry'
import { describe, expect, test } from 'vitest'
import { arrivedIds } from '../../../test/kit/arrived-id.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { redirectChain } from '../../../test/kit/redirect-chain.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'
import { serve } from '../../../test/kit/serve.ts'

const { outside } = runningMesh()
const inbound = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1' }

/** Answers 503 to the first two tries of each path, and tells what came with each of them. */
async function flaky() {
  const seen = new Map<string, unknown[]>()
  const origin = await serve((req, res) => {
    const tries = seen.get(req.url ?? '') ?? []
    const { 'x-request-id': id, authorization } = req.headers
    seen.set(req.url ?? '', [...tries, authorization ?? id])
    req.resume().on('end', () => res.writeHead(tries.length < 2 ? 503 : 200).end('{}'))
  })
  return { origin, seen }
}

const fetching = { adapter: 'fetch', env: { fetch: fetch as never } } as const

describe.each<[string, (options: AxiosRequestConfig) => AxiosInstance]>([
  [
    'added before it was wrapped',
    (options) => {
      const client = axios.create(options)
      axiosRetry(client, { retries: 3 })
      return wrapAxios(client)
    },
  ],
  [
    'added after it was wrapped',
    (options) => {
      const client = wrapAxios(axios.create(options))
      axiosRetry(client, { retries: 3 })
      return client
    },
  ],
])('axios-retry, %s', (_when, make) => {
  describe.each<[string, AxiosRequestConfig]>([
    ['http', {}],
    ['fetch', fetching],
  ])('with the %s adapter', (_adapter, options) => {
    test('sends each try of 20 calls at once with its own headers, none doubled', async () => {
      const { origin, seen } = await flaky()
      const client = make(options)
      const names = Array.from({ length: 20 }, (_, index) => `r-${index}`)
      await Promise.all(
        names.map((id) =>
          inRequest({ 'x-request-id': id }, () => client.put(`${origin}/${id}`, { a: 1 })),
        ),
      )
      expect(Object.fromEntries(seen)).toEqual(
        Object.fromEntries(names.map((id) => [`/${id}`, [id, id, id]])),
      )
    })

    test('keeps what the call sets or signs at each try', async () => {
      const { origin, seen } = await flaky()
      const client = make(options)
      const signature = 'AWS4-HMAC-SHA256 Credential=x'
      const send = (path: string, headers: Record<string, unknown>) =>
        inRequest(inbound, () => client.get(origin + path, { headers: headers as never }))
      await send('/set', { 'X-Request-Id': 'mine' })
      await send('/signed', { Authorization: signature })
      await send('/s?X-Amz-Signature=s', {})
      expect(Object.fromEntries(seen)).toEqual({
        '/set': ['mine', 'mine', 'mine'],
        '/signed': [signature, signature, signature],
        '/s?X-Amz-Signature=s': [undefined, undefined, undefined],
      })
    })

    test('tries a redirect again from its start, with headers decided at each hop', async () => {
      const { origin, seen } = await flaky()
      const url = redirectChain(302, outside.origin, `${origin}/a`)
      const targets = { targets: [new URL(origin).host], warnOnRefusal: false }
      await inRequest(inbound, () => make(options).get(url), targets)
      expect([arrivedIds(outside), seen.get('/a')]).toEqual([
        [undefined, undefined, undefined],
        ['r-1', 'r-1', 'r-1'],
      ])
    })
  })

  test('sends none that the call refuses, at each try', async () => {
    const { origin, seen } = await flaky()
    const headers = { 'X-Request-Id': null as never }
    await inRequest(inbound, () => make({}).get(`${origin}/a`, { headers }))
    expect(seen.get('/a')).toEqual([undefined, undefined, undefined])
  })

  test('signs anew at each try by an interceptor, over nothing of ours', async () => {
    const { origin, seen } = await flaky()
    const client = make({})
    let tries = 0
    client.interceptors.request.use((config) => {
      expect(config.headers.has('x-request-id')).toBe(false)
      tries += 1
      config.headers.set('Authorization', `AWS4-HMAC-SHA256 ${tries}`)
      return config
    })
    await inRequest(inbound, () => client.get(`${origin}/a`))
    expect(seen.get('/a')).toEqual([1, 2, 3].map((count) => `AWS4-HMAC-SHA256 ${count}`))
  })
})
