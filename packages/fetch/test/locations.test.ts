import { createServer } from 'node:http'
import { wrapFetch } from '@waybill/fetch'
import { describe, expect, test } from 'vitest'
import { arrivedIds } from '../../../test/kit/arrived-id.ts'
import { listen } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { redirectChain } from '../../../test/kit/redirect-chain.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'

const { mesh, other, outside, policy } = runningMesh()
const wrapped = wrapFetch(fetch)
const inbound = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1', 'x-b3-spanid': 's-1' }

describe('redirects', () => {
  const go = (url: string, init?: RequestInit) =>
    inRequest(inbound, () => wrapped(url, init), policy())

  test('a location that seems to name a host in its path carries nothing outside', async () => {
    const to = `${outside.origin}//${mesh.host}/path`
    await (await go(redirectChain(302, mesh.origin, to))).text()
    expect(outside.received).toMatchObject([{ path: `//${mesh.host}/path` }])
    expect(arrivedIds(outside)).toEqual([undefined])
  })

  test('a signed location gets nothing', async () => {
    const to = `${other.origin}/o?X-Amz-Signature=s`
    await (await go(redirectChain(302, mesh.origin, to))).text()
    expect([arrivedIds(mesh), arrivedIds(other)]).toEqual([['r-1'], [undefined]])
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
    const ours = inRequest(inbound, () => wrapped(`${origin}/start/`))
    expect(await settled(ours)).toEqual(await settled(fetch(`${origin}/start/`)))
    await close()
  })
})
