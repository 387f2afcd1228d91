import { Agent } from 'node:http'
import { Readable } from 'node:stream'
import { wrapFetch } from '@waybill/fetch'
import nodeFetch, { Headers as NodeHeaders, Request as NodeRequest } from 'node-fetch'
import { describe, expect, onTestFinished, test } from 'vitest'
import { arrivedIds } from '../../../test/kit/arrived-id.ts'
import { callerWins, inbound, propagated } from '../../../test/kit/caller-wins.ts'
import type { Received } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { redirectChain } from '../../../test/kit/redirect-chain.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'
import { serve } from '../../../test/kit/serve.ts'

const { mesh, other, outside, policy } = runningMesh()
const client = wrapFetch(nodeFetch as unknown as typeof fetch) as unknown as typeof nodeFetch
const inMesh = <R>(fn: () => R) => inRequest(inbound, fn, policy())
const read = async (call: ReturnType<typeof nodeFetch>) => (await (await call).json()) as Received
const ids = () => [arrivedIds(mesh), arrivedIds(other), arrivedIds(outside)]

describe.each<[string, (headers: Record<string, string>) => object]>([
  ['an object', (headers) => Object.freeze({ ...headers })],
  ['its own Headers', (headers) => new NodeHeaders(headers)],
  ['the Headers of Node', (headers) => new Headers(headers)],
  ['pairs', (headers) => Object.entries(headers)],
])('what the call sets in %s wins', (_shape, shape) => {
  test.each<[string, Record<string, string>, Record<string, unknown>]>([
    ...callerWins,
    ['nothing', {}, inbound],
  ])('%s', async (_name, own, expected) => {
    const headers = shape(own) as never
    const { headers: arrived } = await inMesh(() => read(client(mesh.origin, { headers })))
    expect(propagated(arrived)).toEqual(expected)
    const request = new NodeRequest(mesh.origin, { headers })
    expect(propagated((await inMesh(() => read(client(request)))).headers)).toEqual(expected)
  })
})

describe.each([301, 302, 303, 307, 308])('a redirect by %i', (status) => {
  // By itself node-fetch 3.3.2 ends the process at the second redirect by 307 or 308 with a body.
  test.each(['GET', 'POST'])('decides at each hop, by %s', async (method) => {
    const init = method === 'GET' ? {} : { method, body: 'x' }
    const url = redirectChain(status, mesh.origin, outside.origin, other.origin)
    expect(await inMesh(() => read(client(url, init)))).toHaveProperty('method')
    expect(ids()).toEqual([['r-1'], ['r-1'], [undefined]])
  })

  test.each(['GET', 'POST'])('gives what node-fetch gives, by %s', async (method) => {
    const init = method === 'GET' ? {} : { method, body: 'x' }
    const url = redirectChain(status, mesh.origin, other.origin)
    const describeAll = async (call: ReturnType<typeof nodeFetch>) => {
      const response = await call
      const { method, path } = (await response.json()) as Received
      return [response.status, response.redirected, response.url, method, path]
    }
    expect(await inMesh(() => describeAll(client(url, init)))).toEqual(
      await describeAll(nodeFetch(url, init)),
    )
  })
})

test('redirect: manual gives the redirect itself', async () => {
  const url = redirectChain(302, mesh.origin, outside.origin)
  const response = await inMesh(() => client(url, { redirect: 'manual' }))
  expect([response.status, response.headers.get('location')]).toEqual([302, outside.origin])
  expect(ids()).toEqual([['r-1'], [], []])
})

test('redirect: error fails as in node-fetch', async () => {
  const url = redirectChain(302, mesh.origin, outside.origin)
  const failed = inMesh(() => client(url, { redirect: 'error' }))
  await expect(failed).rejects.toMatchObject({ name: 'FetchError', type: 'no-redirect' })
})

describe('the agent of the call serves each hop', () => {
  const throughOne = async (bodyOfRedirect: string) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    const origin = await serve((req, res) => {
      if (req.url === '/end') res.end(String(req.headers['x-request-id']))
      else res.writeHead(302, { location: '/end' }).end(bodyOfRedirect)
    })
    for (const id of ['r-1', 'r-2', 'r-3']) {
      const signal = AbortSignal.timeout(2_000)
      const call = () => client(`${origin}/`, { agent, signal })
      expect(await (await inRequest({ 'x-request-id': id }, call)).text()).toBe(id)
    }
  }

  test('and its connections are free again', () => throughOne('moved'))

  test('also those of a redirect with a large body', () => throughOne('x'.repeat(200_000)))
})

describe('a body', () => {
  const kinds: [string, () => ConstructorParameters<typeof NodeRequest>[1]][] = [
    ['of text', () => ({ method: 'POST', body: 'text' })],
    ['of bytes', () => ({ method: 'PUT', body: Buffer.alloc(100_000, 'x') })],
    ['of a stream', () => ({ method: 'POST', body: Readable.from(['x', 'y']) })],
  ]
  const start = () =>
    serve(async (req, res) => {
      let length = 0
      for await (const chunk of req) length += (chunk as Buffer).length
      res.end(JSON.stringify({ length, id: req.headers['x-request-id'] }))
    })

  test.each(kinds)('%s is sent', async (_what, init) => {
    const origin = await start()
    const plain = { ...(await read(nodeFetch(origin, init()))), id: 'r-1' }
    expect(await inRequest(inbound, () => read(client(origin, init())))).toEqual(plain)
  })

  test.each(kinds)('%s in its own Request is sent', async (_what, init) => {
    const origin = await start()
    const request = new NodeRequest(origin, init())
    expect(await inRequest(inbound, () => read(client(request)))).toHaveProperty('id', 'r-1')
  })

  test('in its own Request is sent again to where a redirect leads', async () => {
    const origin = await start()
    const from = await serve((req, res) => {
      req.resume().on('end', () => res.writeHead(307, { location: origin }).end())
    })
    const request = new NodeRequest(from, { method: 'POST', body: 'text' })
    const arrived = await inRequest(inbound, () => read(client(request)))
    expect(arrived).toEqual({ length: 4, id: 'r-1' })
  })

  test('of the answer is a stream of Node', async () => {
    const response = await inMesh(() => client(mesh.origin))
    expect(response.body).toBeInstanceOf(Readable)
    let text = ''
    for await (const chunk of response.body ?? []) text += chunk
    expect(JSON.parse(text).headers).toMatchObject(inbound)
  })

  test('that is larger than the call allows fails as in node-fetch', async () => {
    const response = await inMesh(() => client(mesh.origin, { size: 10 }))
    await expect(response.text()).rejects.toMatchObject({ type: 'max-size' })
  })
})

test('leaves signed calls alone', async () => {
  const headers = { Authorization: 'AWS4-HMAC-SHA256 Credential=x' }
  for (const [url, init] of [
    [mesh.origin, { headers }],
    [`${mesh.origin}/?X-Amz-Signature=s`, {}],
  ] as const) {
    expect(propagated((await inMesh(() => read(client(url, init)))).headers)).toEqual({})
  }
})
