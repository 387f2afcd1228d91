import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { wrapGot } from '@waybill/got'
import got, { type Got, type OptionsInit, type OptionsOfTextResponseBody } from 'got'
import { generate } from 'selfsigned'
import { describe, expect, onTestFinished, test } from 'vitest'
import { callerWins, inbound, propagated } from '../../../test/kit/caller-wins.ts'
import { listen, type Received } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { serve } from '../../../test/kit/serve.ts'

const echo = runningEcho()
const client: Got = wrapGot(got.extend({ retry: { limit: 0 } }))
const { 'x-request-id': _id, ...withoutId } = inbound
const { 'x-b3-traceid': _trace, 'x-b3-spanid': _span, ...withoutB3 } = inbound

const arrived = async (options: OptionsOfTextResponseBody = {}, from = client) =>
  propagated((await inRequest(inbound, () => from(echo.origin, options).json<Received>())).headers)

describe.each<[string, (headers: Record<string, string | undefined>) => object]>([
  ['an object', (headers) => headers],
  ['a frozen object', (headers) => Object.freeze({ ...headers })],
  [
    'an object without a prototype',
    (headers) => Object.assign(Object.create(null) as object, headers),
  ],
])('what the call sets in %s wins', (_shape, shape) => {
  test.each<[string, Record<string, string | undefined>, Record<string, unknown>]>([
    ...callerWins,
    ['undefined, which is not sent', { 'X-Request-Id': undefined }, withoutId],
    ['undefined for a member of B3', { 'x-b3-spanid': undefined }, withoutB3],
    ['nothing', {}, inbound],
  ])('%s', async (_name, headers, expected) => {
    expect(await arrived({ headers: shape(headers) as OptionsInit['headers'] & object })).toEqual(
      expected,
    )
  })
})

test.each<[string, OptionsInit]>([
  ['of the instance', {}],
  ['of an instance that extends it', { headers: { b3: 'm' } }],
])('headers %s win, too', async (_which, more) => {
  const own = wrapGot(got.extend({ headers: { 'X-Request-Id': 'm' } })).extend(more)
  expect((await arrived({}, own))['x-request-id']).toBe('m')
})

test('a header that the defaults refuse is not sent', async () => {
  const own = wrapGot(got.extend({ headers: { 'x-request-id': undefined } }))
  expect(await arrived({}, own)).toEqual(withoutId)
})

describe('carries the headers', () => {
  const url = () => `${echo.origin}/a`
  test.each<[string, () => Promise<Received>]>([
    ['by a call with a URL as text', () => client(url()).json()],
    ['by a call with a URL', () => client(new URL(url())).json()],
    ['by a call with options alone', () => client({ url: url() }).json()],
    ['by a call with frozen options', () => client(url(), Object.freeze({ method: 'PUT' })).json()],
    ['by get', () => client.get(url()).json()],
    ['by post of JSON', () => client.post(url(), { json: { a: 1 } }).json()],
    ['by post of a form', () => client.post(url(), { form: { a: 1 } }).json()],
    ['by put of a text', () => client.put(url(), { body: 'x' }).json()],
    ['by patch of a stream', () => client.patch(url(), { body: Readable.from(['x']) }).json()],
    ['by delete', () => client.delete(url()).json()],
    ['with a prefix', () => client('a', { prefixUrl: echo.origin }).json()],
    ['with search params', () => client(url(), { searchParams: { q: 'x y' } }).json()],
    ['without redirects', () => client(url(), { followRedirect: false }).json()],
    ['with an agent that is none', () => client(url(), { agent: { http: false } }).json()],
    ['with credentials', () => client(url(), { username: 'u', password: 'p' }).json()],
    ['with a DNS cache', () => client(url(), { dnsCache: true }).json()],
    ['as text', async () => JSON.parse(await client(url()).text())],
    ['as a buffer', async () => JSON.parse(String(await client(url()).buffer()))],
    ['as a response', async () => JSON.parse((await client(url())).body)],
    ['as a stream', async () => JSON.parse(await text(client.stream(url())))],
    [
      'as a stream of another method',
      async () => JSON.parse(await text(client.stream.post(url(), { body: 'x' }))),
    ],
    [
      'as a stream that is written to',
      async () => {
        const target = new PassThrough()
        const answer = text(target)
        await pipeline(Readable.from(['x', 'y']), client.stream.put(url()), target)
        return JSON.parse(await answer)
      },
    ],
    [
      'of an instance that extends it',
      () =>
        client
          .extend({ timeout: { request: 9_000 } })(url())
          .json(),
    ],
    ['of an instance that is extended with it', () => got.extend(client)(url()).json()],
    [
      'of an instance that is extended with it twice',
      () => got.extend(client, client)(url()).json(),
    ],
  ])('%s', async (_how, call) => {
    const { headers, path } = await inRequest(inbound, call)
    expect(propagated(headers)).toEqual(inbound)
    expect(path).toMatch(/^\/a/)
  })

  test('over http2', async () => {
    const name = { name: 'commonName', value: 'localhost' }
    const { private: key, cert } = await generate([name])
    const server = createSecureServer({ key, cert }, (req, res) => {
      res.end(JSON.stringify({ version: req.httpVersion, headers: req.headers }))
    })
    const { origin, close } = await listen(server as never, true)
    // Got keeps its session, for which closing would wait.
    onTestFinished(() => void close())
    const options = { http2: true, https: { rejectUnauthorized: false } }
    const ids = Array.from({ length: 20 }, (_, index) => `r-${index}`)
    const seen = await Promise.all(
      ids.map(async (id) => {
        const headers = { 'x-request-id': id }
        const answer = await inRequest(headers, () =>
          client(origin.replace('127.0.0.1', 'localhost'), options).json<
            Received & { version: string }
          >(),
        )
        return [answer.version, answer.headers['x-request-id']]
      }),
    )
    expect(seen).toEqual(ids.map((id) => ['2.0', id]))
  })

  test.each(['http://unix:PATH:/a', 'unix:PATH:/a'])(
    'to a Unix socket (%s), which counts as localhost',
    async (form) => {
      const folder = await mkdtemp(join(tmpdir(), 'waybill-'))
      onTestFinished(() => rm(folder, { recursive: true }))
      const path = join(folder, 'echo')
      const server = createServer((req, res) => res.end(JSON.stringify(req.headers)))
      server.listen(path)
      await once(server, 'listening')
      onTestFinished(() => void server.close())
      const call = () => client(form.replace('PATH', path), { enableUnixSockets: true }).json()
      expect(await inRequest(inbound, call)).toMatchObject(inbound)
      const elsewhere = { targets: ['unix'], warnOnRefusal: false }
      expect(await inRequest(inbound, call, elsewhere)).not.toHaveProperty('x-request-id')
    },
  )
})

describe('fails as Got does', () => {
  test.each<[string, () => [unknown?, unknown?]]>([
    ['for no URL', () => []],
    ['for a relative URL', () => ['/path']],
    ['for a URL that is none', () => ['http://[/']],
    ['for another scheme', () => ['ftp://127.0.0.1/']],
    ['for a Unix socket that is not enabled', () => ['http://unix:/nowhere:/']],
    ['for an option that there is not', () => [echo.origin, { header: {} }]],
    ['for headers that are a text', () => [echo.origin, { headers: 'a: b' }]],
    ['for a header that is null', () => [echo.origin, { headers: { 'x-request-id': null } }]],
    ['for a header with a line end', () => [echo.origin, { headers: { a: 'b\r\nc' } }]],
    ['for a body with GET', () => [echo.origin, { body: 'x' }]],
    ['for a status that is an error', () => [`${echo.origin}/?to=x&status=500`]],
    ['when a hook throws', () => [echo.origin, { hooks: { beforeRequest: [throwing] } }]],
    ['when it is aborted', () => [echo.origin, { signal: AbortSignal.abort() }]],
    ['when nobody listens', () => ['http://127.0.0.1:1/']],
  ])('%s', async (_name, args) => {
    const failure = async (from: typeof got) =>
      Promise.resolve(Reflect.apply(from, undefined, args())).then(
        () => 'it did not fail',
        ({ name, code, message }) => ({ name, code, message }),
      )
    const plain = await failure(got.extend({ retry: { limit: 0 } }))
    expect(plain).not.toBe('it did not fail')
    expect(await inRequest(inbound, () => failure(client))).toEqual(plain)
  })

  test('when it is cancelled', async () => {
    const origin = await serve(() => undefined)
    const call = inRequest(inbound, () => client(origin))
    call.cancel()
    await expect(call).rejects.toMatchObject({ code: 'ERR_CANCELED' })
  })
})

test.each<[string, OptionsOfTextResponseBody]>([
  ['AWS, in the header', { headers: { Authorization: 'AWS4-HMAC-SHA256 Credential=x' } }],
  ['AWS, in the search params', { searchParams: { 'X-Amz-Signature': 's' } }],
  ['Azure, in the search params', { searchParams: { sv: '2022', sig: 's' } }],
  ['AWS, by a hook', { hooks: { beforeRequest: [sign] } }],
])('leaves a request alone that is signed (%s)', async (_how, options) => {
  expect(await arrived(options)).toEqual({})
})

test('leaves shared options and headers as they were, call after call', async () => {
  const shared = { headers: { 'X-Own': 'mine' }, context: { a: 1 }, hooks: { beforeRequest: [] } }
  const before = structuredClone(shared)
  for (const id of ['r-1', 'r-2']) {
    const { headers } = await inRequest({ 'x-request-id': id }, () =>
      client(echo.origin, shared).json<Received>(),
    )
    expect(headers['x-request-id']).toBe(id)
  }
  expect(shared).toEqual(before)
  const { headers } = await client(echo.origin, shared).json<Received>()
  expect(headers).not.toHaveProperty('x-request-id')
})

test('a header named __proto__ that came in is carried, too', async () => {
  const headers = JSON.parse('{ "__proto__": "mine", "x-own": "1" }')
  const received = await inRequest(headers, () => client(echo.origin).json<Received>(), {
    headers: ['__proto__', 'x-own'],
  })
  expect(Object.entries(received.headers)).toContainEqual(['__proto__', 'mine'])
  expect(received.headers).toHaveProperty('x-own', '1')
})

test('changes nothing outside a request', async () => {
  const plain = await got(`${echo.origin}/a`).json()
  expect(await client(`${echo.origin}/a`).json()).toEqual(plain)
})

function throwing(): never {
  throw new Error('mine')
}

function sign({ headers }: { headers: Record<string, unknown> }): void {
  headers.authorization = 'AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host'
}
