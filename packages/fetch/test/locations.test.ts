import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type EchoServer, listen, startEcho } from '../../../test/kit/echo-server.ts'
import { called, inRequest, neverCalled } from './in-request.ts'

let mesh: EchoServer
let other: EchoServer
let outside: EchoServer
let warm: typeof fetch
beforeAll(async () => {
  ;[mesh, other, outside] = await Promise.all([startEcho(), startEcho(), startEcho()])
  warm = await called(mesh.origin)
})
beforeEach(() => {
  for (const echo of [mesh, other, outside]) echo.received.length = 0
})
afterAll(() => Promise.all([mesh.close(), other.close(), outside.close()]))

const host = ({ origin }: EchoServer) => new URL(origin).host
const policy = () => ({ targets: [host(mesh), host(other)], warnOnRefusal: false })
const inbound = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1', 'x-b3-spanid': 's-1' }
const ids = ({ received }: EchoServer) => received.map(({ headers }) => headers['x-request-id'])

describe.each([
  ['followed by the package itself', neverCalled],
  ['followed by fetch, through a dispatcher', () => warm],
])('redirects %s', (_name, lookUp) => {
  const go = (url: string, init?: RequestInit) =>
    inRequest(inbound, () => lookUp()(url, init), policy())

  test('a location that seems to name a host in its path carries nothing outside', async () => {
    const to = `${outside.origin}//${host(mesh)}/path`
    await (await go(`${mesh.origin}/?to=${encodeURIComponent(to)}`)).text()
    expect(outside.received).toMatchObject([{ path: `//${host(mesh)}/path` }])
    expect(ids(outside)).toEqual([undefined])
  })

  test('a signed location gets nothing', async () => {
    const to = `${other.origin}/o?X-Amz-Signature=s`
    await (await go(`${mesh.origin}/?to=${encodeURIComponent(to)}`)).text()
    expect([ids(mesh), ids(other)]).toEqual([['r-1'], [undefined]])
  })

  test.each([
    ['a blob: URL', 'blob:nodedata:1'],
    ['another scheme', 'ftp://127.0.0.1/'],
    ['no URL', 'http://[/'],
    ['a path from the root', '/path?query'],
    ['a path from here', 'sub/../path'],
    ['a query', '?query'],
    ['only a fragment', '#fragment'],
    ['a host without a scheme', '//127.0.0.1:1/'],
    ['bytes of UTF-8', '/caf\u00c3\u00a9'],
    ['percent-encoded bytes', '/caf%C3%A9'],
    ['an empty text', ''],
  ])('a location that is %s does what it does in the built-in', async (_what, location) => {
    const server = createServer((req, res) => {
      if (req.url === '/start/') res.writeHead(302, { location }).end()
      else res.end(JSON.stringify({ path: req.url }))
    })
    const { origin, close } = await listen(server)
    const settled = async (pending: Promise<Response>) => {
      try {
        const response = await pending
        const { status, redirected, url } = response
        return { status, redirected, url, text: await response.text() }
      } catch (error) {
        return String(error)
      }
    }
    const ours = inRequest(inbound, () => lookUp()(`${origin}/start/`))
    expect(await settled(ours)).toEqual(await settled(fetch(`${origin}/start/`)))
    await close()
  })
})
