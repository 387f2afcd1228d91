import { type AgentOptions, createServer, Agent as NodeAgent } from 'node:http'
import type { PolicyOptions } from '@waybill/core'
import { http, https } from '@waybill/http'
import { describe, expect, test } from 'vitest'
import { type EchoServer, listen } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { arrived } from './arrived.ts'

const inside = runningEcho()
const outside = runningEcho()

const port = (echo: EchoServer) => new URL(echo.origin).port
const policy = (): PolicyOptions => ({
  targets: [inside.host, `localhost:${port(inside)}`],
  warnOnRefusal: false,
})

async function idAt(args: () => unknown[]): Promise<unknown> {
  const { headers } = await inRequest(
    { 'x-request-id': 'r-1' },
    () => arrived(Reflect.apply(http.request, http, args())),
    policy(),
  )
  return headers['x-request-id']
}

describe('a target outside gets nothing', () => {
  test.each<[string, () => unknown[]]>([
    ['as a string', () => [outside.origin]],
    ['as a URL', () => [new URL(outside.origin)]],
    ['by its options', () => [{ host: '127.0.0.1', port: port(outside) }]],
    [
      'with a port in the options that wins over the URL',
      () => [inside.origin, { port: port(outside) }],
    ],
    [
      'with a port of the URL taken back by undefined',
      () => [inside.origin, { port: undefined, defaultPort: port(outside) }],
    ],
    [
      'with a hostname of the URL taken back by undefined',
      () => [
        `http://reviews:${port(inside)}`,
        { hostname: undefined, host: '127.0.0.1', port: port(outside) },
      ],
    ],
    [
      'with inherited options that name another place',
      () => [outside.origin, Object.create({ hostname: '127.0.0.1', port: port(inside) })],
    ],
    [
      'with a path that looks like a host',
      () => [{ port: port(outside), path: `//${inside.host}/` }],
    ],
    ['with a path behind two slashes', () => [`${outside.origin}//${inside.host}/`]],
    ['with a proxy inside', () => [{ port: port(inside), path: `${outside.origin}/` }]],
    ['through a proxy outside', () => [{ port: port(outside), path: `${inside.origin}/` }]],
    [
      'with the name inside as the user',
      () => [outside.origin.replace('//', `//${'127.0.0.1'}:x@`)],
    ],
    ['with the name inside in the query', () => [`${outside.origin}/?next=${inside.origin}`]],
    [
      'with an agent that connects there',
      () => [
        inside.origin,
        { agent: new NodeAgent({ port: port(outside) } as unknown as AgentOptions) },
      ],
    ],
    [
      'with a Host header that names a place inside',
      () => [outside.origin, { headers: { host: inside.host } }],
    ],
  ])('%s', async (_name, args) => {
    expect(await idAt(args)).toBeUndefined()
  })
})

describe('a target inside gets the header', () => {
  test.each<[string, () => unknown[]]>([
    ['as a string', () => [inside.origin]],
    ['with a path that looks like a host', () => [`${inside.origin}//${outside.host}/`]],
    ['through a proxy inside', () => [{ port: port(inside), path: `${inside.origin}/` }]],
    ['without a host, which is localhost', () => [{ port: port(inside), lookup }]],
    ['with the outside in the query', () => [`${inside.origin}/?next=${outside.origin}`]],
    ['with an agent that has no host', () => [inside.origin, { agent: new NodeAgent() }]],
  ])('%s', async (_name, args) => {
    expect(await idAt(args)).toBe('r-1')
  })
})

test('a tunnel (CONNECT) carries nothing', async () => {
  const server = createServer().on('connect', (req, socket) => {
    socket.end(`HTTP/1.1 200 OK\r\nx-seen: ${req.headers['x-request-id'] ?? 'nothing'}\r\n\r\n`)
  })
  const { origin, close } = await listen(server)
  const seen = await inRequest({ 'x-request-id': 'r-1' }, () => {
    return new Promise((resolve, reject) => {
      http
        .request(origin, { method: 'CONNECT', path: 'reviews:9080' })
        .on('connect', (response, socket) => {
          socket.destroy()
          resolve(response.headers['x-seen'])
        })
        .on('error', reject)
        .end()
    })
  })
  expect(seen).toBe('nothing')
  await close()
})

describe('a signed request is left alone', () => {
  test.each<[string, string, Record<string, string>]>([
    ['AWS, in the header', '/', { Authorization: 'AWS4-HMAC-SHA256 Credential=x, Signature=y' }],
    ['AWS, in the query', '/o?X-Amz-Signature=s', {}],
    ['Google, in the query', '/o?x=1&X-Goog-Signature=s', {}],
    ['Azure, in the header', '/', { authorization: 'SharedKey account:s' }],
    ['Azure, in the query', '/o?sv=2022&sig=s', {}],
    ['Azure, in the query the other way round', '/o?sig=s&se=1&sv=2022', {}],
  ])('%s', async (_name, path, headers) => {
    expect(await idAt(() => [`${inside.origin}${path}`, { headers }])).toBeUndefined()
    expect(await idAt(() => [{ port: port(inside), path, headers }])).toBeUndefined()
    const list = ['host', 'h', ...Object.entries(headers).flat()]
    expect(await idAt(() => [{ port: port(inside), path, headers: list }])).toBeUndefined()
  })
})

describe('what could read as another host', () => {
  test.each<[string, object, boolean]>([
    [
      'a path with a name inside behind an @',
      { host: 'outside.example', path: '@reviews/' },
      false,
    ],
    ['a path that would go on with the name', { host: 'reviews', path: '.outside.example/' }, true],
    ['a path with a port', { host: 'reviews', path: ':80@outside.example/' }, true],
    ['a user in the host', { host: 'outside.example@reviews' }, false],
    ['a path in the host', { host: 'reviews/x', path: '/' }, false],
    ['a query in the host', { host: 'reviews?x', path: '/' }, false],
    ['a backslash in the host', { host: 'reviews\\.outside.example' }, false],
    ['a blank in the host', { host: 'reviews .outside.example' }, false],
    ['a port in the host', { host: 'reviews:80' }, false],
  ])('%s does not', (_what, options, isInside) => {
    const call = inRequest(
      { 'x-request-id': 'r-1' },
      () => http.request({ ...options, lookup: () => undefined }),
      { targets: ['reviews'], warnOnRefusal: false },
    )
    call.on('error', () => undefined).destroy()
    expect(call.getHeader('x-request-id')).toBe(isInside ? 'r-1' : undefined)
  })
})

test('https decides by its own default port', async () => {
  const names = (targets: string[]) =>
    inRequest(
      { 'x-request-id': 'r-1' },
      () => {
        const call = https.request({ host: 'reviews', lookup: () => undefined })
        call.on('error', () => undefined).destroy()
        return call.getHeaderNames()
      },
      { targets, warnOnRefusal: false },
    )
  expect(names(['https://reviews:443'])).toContain('x-request-id')
  expect(names(['http://reviews', 'reviews:80'])).not.toContain('x-request-id')
})

function lookup(_host: string, options: { all?: boolean }, done: (...args: unknown[]) => void) {
  if (options.all) done(null, [{ address: '127.0.0.1', family: 4 }])
  else done(null, '127.0.0.1', 4)
}
