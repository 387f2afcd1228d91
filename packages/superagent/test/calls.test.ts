import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, createServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { wrapSuperagent } from '@waybill/superagent'
import superagent from 'superagent'
import { describe, expect, onTestFinished, test } from 'vitest'
import { callerWins, inbound, propagated } from '../../../test/kit/caller-wins.ts'
import { listen, type Received } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'
import { serve } from '../../../test/kit/serve.ts'

const echo = runningEcho()
const client = wrapSuperagent(superagent)
const { 'x-request-id': _id, ...withoutId } = inbound
type Call = ReturnType<typeof superagent.get>
type Send = (call: Call) => PromiseLike<{ body: Received }>

const arrived = async (send: Send, url = echo.origin) =>
  propagated((await inRequest(inbound, () => send(client.get(url)))).body.headers)

describe('what the call sets wins', () => {
  test.each<[string, Record<string, string>, Record<string, unknown>]>([
    ...callerWins,
    ['nothing', {}, inbound],
  ])('%s', async (_name, headers, expected) => {
    expect(await arrived((call) => call.set(Object.freeze({ ...headers })))).toEqual(expected)
    const [name = 'x-own', value = ''] = Object.entries(headers)[0] ?? []
    expect(await arrived((call) => call.query('q=1').set(name, value))).toEqual(expected)
  })

  test.each<[string, (agent: InstanceType<typeof superagent.agent>) => unknown]>([
    ['before it was wrapped', (agent) => wrapSuperagent(agent.set('X-Request-Id', 'm'))],
    ['after it was wrapped', (agent) => wrapSuperagent(agent).set('X-Request-Id', 'm')],
  ])('by the defaults of an agent, set %s', async (_when, make) => {
    const agent = superagent.agent()
    make(agent)
    const { body } = await inRequest(inbound, () => agent.get(echo.origin))
    expect(propagated(body.headers)).toEqual({ ...inbound, 'x-request-id': 'm' })
  })

  test('by an unset, which is not sent', async () => {
    expect(await arrived((call) => call.unset('X-Request-Id'))).toEqual(withoutId)
    const { traceparent: _parent, tracestate: _state, ...rest } = inbound
    expect(await arrived((call) => call.unset('traceparent').unset('X-Own'))).toEqual(rest)
    const again = arrived((call) => call.unset('x-request-id').set('X-Request-Id', 'm'))
    expect(await again).toEqual({ ...inbound, 'x-request-id': 'm' })
  })
})

describe('carries the headers', () => {
  const url = () => `${echo.origin}/a`
  const bodyOf = async (call: PromiseLike<{ body: Received }>) => (await call).body

  test.each<[string, () => PromiseLike<Received>]>([
    ['by a call with a URL', () => bodyOf(client(url()))],
    ['by a call with a method', () => bodyOf(client('PUT', url()))],
    ['by a call with a URL object', () => bodyOf(client.get(new URL(url())))],
    ['by get', () => bodyOf(client.get(url()))],
    ['by get with a query', () => bodyOf(client.get(url(), { q: 'x y' } as never))],
    ['by post of JSON', () => bodyOf(client.post(url()).send({ a: 1 }))],
    ['by post with its data', () => bodyOf(client.post(url(), { a: 1 } as never))],
    ['by post of a form', () => bodyOf(client.post(url()).type('form').send({ a: 1 }))],
    ['by post of a field', () => bodyOf(client.post(url()).field('a', '1'))],
    [
      'by post of a file',
      () => bodyOf(client.post(url()).attach('a', createReadStream('package.json'))),
    ],
    ['by patch', () => bodyOf(client.patch(url()))],
    ['by del', () => bodyOf(client.del(url()))],
    ['by options', () => bodyOf(client.options(url()))],
    ['by a Request', () => bodyOf(new client.Request('GET', url()))],
    ['with a user', () => bodyOf(client.get(url()).auth('u', 'p'))],
    ['with a connection that is kept', () => bodyOf(client.get(url()).agent(new Agent()))],
    ['without redirects', () => bodyOf(client.get(url()).redirects(0))],
    ['of a URL without its scheme', () => bodyOf(client.get(url().replace('http://', '')))],
    ['by an agent', () => bodyOf(client.agent().get(url()))],
    ['by an agent made with new', () => bodyOf(new client.agent().put(url()))],
    ['by an agent that is wrapped', () => bodyOf(wrapSuperagent(superagent.agent()).get(url()))],
    ['by an agent that uses it', () => bodyOf(superagent.agent().use(wrapSuperagent).get(url()))],
    ['by one call that uses it', () => bodyOf(superagent.get(url()).use(wrapSuperagent))],
    [
      'by a call that uses it three times',
      () => bodyOf(client.get(url()).use(wrapSuperagent).use(wrapSuperagent)),
    ],
    [
      'to a callback of end',
      () =>
        new Promise((resolve, reject) => {
          client.get(url()).end((error, answer) => (error ? reject(error) : resolve(answer.body)))
        }),
    ],
    [
      'to a callback of get',
      () =>
        new Promise((resolve, reject) => {
          client.get(url(), (error, answer) => (error ? reject(error) : resolve(answer.body)))
        }),
    ],
    [
      'to a callback of the call',
      () =>
        new Promise((resolve, reject) => {
          client(url(), (error, answer) => (error ? reject(error) : resolve(answer.body)))
        }),
    ],
    [
      "to a callback of an agent's post",
      () =>
        new Promise((resolve, reject) => {
          const done = (error: unknown, { body }: { body: Received }) =>
            error ? reject(error) : resolve(body)
          client.agent().post(url(), done)
        }),
    ],
    [
      'into a stream',
      async () => JSON.parse(await text(client.get(url()).pipe(new PassThrough()))),
    ],
    [
      'from a stream',
      () =>
        new Promise((resolve) => {
          const call = client.put(url()).on('response', ({ body }) => resolve(body))
          Readable.from(['x', 'y']).pipe(call as never)
        }),
    ],
  ])('%s', async (_how, call) => {
    const { headers, path } = await inRequest(inbound, async () => call())
    expect(propagated(headers)).toEqual(inbound)
    expect(path).toMatch(/^\/a/)
  })

  test('over http2', async () => {
    const server = createHttp2Server((req, res) => {
      res.setHeader('content-type', 'application/json')
      if (req.url === '/') res.writeHead(302, { location: '/end' }).end()
      else res.end(JSON.stringify({ version: req.httpVersion, ...req.headers }))
    })
    const { origin, close } = await listen(server as never)
    onTestFinished(() => void close())
    const ids = ['r-1', 'r-2', 'r-3']
    const seen = await Promise.all(
      ids.map(async (id) => {
        const call = () => client.get(`${origin}/`).http2()
        const { body } = await inRequest({ 'x-request-id': id }, async () => call())
        return [body.version, body['x-request-id']]
      }),
    )
    expect(seen).toEqual(ids.map((id) => ['2.0', id]))
  })

  test('to a Unix socket, which counts as localhost', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'waybill-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const path = join(folder, 'echo')
    const server = createServer((req, res) => {
      res.setHeader('content-type', 'application/json').end(JSON.stringify(req.headers))
    })
    server.listen(path)
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const seen = async (targets: string[], query: string) => {
      const call = async () =>
        (await client.get(`http+unix://${path.replaceAll('/', '%2F')}/a`).query(query)).body
      return (await inRequest(inbound, call, { targets, warnOnRefusal: false }))['x-request-id']
    }
    expect(await seen(['localhost'], '')).toBe('r-1')
    expect(await seen(['localhost'], 'X-Amz-Signature=s')).toBeUndefined()
    expect(await seen(['elsewhere'], '')).toBeUndefined()
  })
})

describe('of a call that is turned to another host by connect', () => {
  const { mesh, outside, policy } = runningMesh()
  test.each([
    ['outside', () => [mesh, outside, undefined] as const],
    ['inside', () => [outside, mesh, undefined] as const],
  ])('%s, both must be inside', async (_where, places) => {
    const [from, to, expected] = places()
    const turned = { host: '127.0.0.1', port: Number(new URL(to.origin).port) }
    const call = async () =>
      (await client.get(`${from.origin}/a`).connect({ '127.0.0.1': turned })).body as Received
    const { headers } = await inRequest(inbound, call, policy())
    expect(headers['x-request-id']).toBe(expected)
    expect(to.received).toHaveLength(1)
  })
})

test.each<[string, Send]>([
  ['AWS, in the header', (call) => call.set('Authorization', 'AWS4-HMAC-SHA256 Credential=x')],
  ['AWS, in the query', (call) => call.query({ 'X-Amz-Signature': 's' })],
  ['Azure, in the query', (call) => call.query('sv=2022').query({ sig: 's' })],
  [
    'AWS, when it is sent',
    (call) => {
      const { end } = call
      call.end = (callback) => {
        call.set('Authorization', 'AWS4-HMAC-SHA256 Credential=x')
        return end.call(call, callback)
      }
      return call
    },
  ],
])('leaves a request alone that is signed (%s)', async (_how, send) => {
  expect(await arrived(send)).toEqual({})
})

test('leaves a shared object of headers as it was, call after call', async () => {
  const shared = { 'X-Own': 'mine' }
  for (const id of ['r-1', 'r-2']) {
    const call = () => client.get(echo.origin).set(shared)
    const { body } = await inRequest({ 'x-request-id': id }, async () => call())
    expect(body.headers['x-request-id']).toBe(id)
  }
  expect(shared).toEqual({ 'X-Own': 'mine' })
  const { body } = await client.get(echo.origin).set(shared)
  expect(body.headers).not.toHaveProperty('x-request-id')
})

test('a header named __proto__ that came in is carried, too', async () => {
  const headers = JSON.parse('{ "__proto__": "mine", "x-own": "1" }')
  const { body } = await inRequest(headers, async () => client.get(echo.origin), {
    headers: ['__proto__', 'x-own'],
  })
  expect(Object.entries(body.headers)).toContainEqual(['__proto__', 'mine'])
  expect(body.headers).toHaveProperty('x-own', '1')
})

test('changes nothing outside a request', async () => {
  const plain = await superagent.get(`${echo.origin}/a`)
  expect((await client.get(`${echo.origin}/a`)).body).toEqual(plain.body)
})

describe('fails as SuperAgent does', () => {
  test.each<[string, (from: typeof superagent) => PromiseLike<unknown>]>([
    ['for no URL', (from) => from.get(undefined as never)],
    ['for a URL that is none', (from) => from.get('http://[/')],
    ['for a header with a line end', (from) => from.get(echo.origin).set('a', 'b\r\nc')],
    [
      'for a header that is undefined',
      (from) => from.get(echo.origin).set('a', undefined as never),
    ],
    ['for an unset that is none', async (from) => from.get(echo.origin).unset(5 as never)],
    ['for a status that is an error', (from) => from.get(`${echo.origin}/?status=500&to=x`)],
    ['when nobody listens', (from) => from.get('http://127.0.0.1:1/')],
    [
      'when it is aborted',
      (from) => {
        const call = from.get(echo.origin)
        const failed = call.then()
        call.abort()
        return failed
      },
    ],
    ['after a time', async (from) => from.get(await serve(() => undefined)).timeout(20)],
  ])('%s', async (_name, call) => {
    const failure = async (from: typeof superagent) => {
      try {
        await call(from)
        return 'it did not fail'
      } catch (error) {
        const { name, code, message } = error as Error & { code?: string }
        return { name, code, message }
      }
    }
    const plain = await failure(superagent)
    expect(plain).not.toBe('it did not fail')
    expect(await inRequest(inbound, () => failure(client))).toEqual(plain)
  })
})
