import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { fetch as waybillFetch, wrapFetch } from '@waybill/fetch'
import { describe, expect, test } from 'vitest'
import { arrivedIds } from '../../../test/kit/arrived-id.ts'
import { type EchoServer, listen, type Received } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { redirectChain } from '../../../test/kit/redirect-chain.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'

const { mesh, other, outside, policy } = runningMesh()
const wrapped = wrapFetch(fetch)
const inbound = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1', 'x-b3-spanid': 's-1' }
const chain = (status: number, places: EchoServer[]) =>
  redirectChain(status, ...places.map(({ origin }) => origin))

describe('redirects', () => {
  const go = (url: string, init?: RequestInit) =>
    inRequest(inbound, () => wrapped(url, init), policy())

  describe.each([301, 302, 303, 307, 308])('%i', (status) => {
    test('to the same origin carries the headers', async () => {
      await (await go(chain(status, [mesh, mesh]))).text()
      expect(mesh.received).toMatchObject([{ headers: inbound }, { headers: inbound }])
    })

    test('to another origin inside carries the headers', async () => {
      await (await go(chain(status, [mesh, other]))).text()
      expect(other.received).toMatchObject([{ headers: inbound }])
    })

    test('to an origin outside carries none of them', async () => {
      await (await go(chain(status, [mesh, outside]), { headers: { 'x-own': '1' } })).text()
      const [received] = outside.received
      expect(received?.headers).toMatchObject({ 'x-own': '1' })
      for (const name of Object.keys(inbound)) expect(received?.headers).not.toHaveProperty(name)
    })

    test('through an origin outside carries them again inside', async () => {
      await (await go(chain(status, [mesh, outside, other, outside, mesh]))).text()
      expect([arrivedIds(mesh), arrivedIds(other), arrivedIds(outside)]).toEqual([
        ['r-1', 'r-1'],
        ['r-1'],
        [undefined, undefined],
      ])
    })

    test('from an origin outside carries them inside', async () => {
      await (await go(chain(status, [outside, mesh]))).text()
      expect([arrivedIds(outside), arrivedIds(mesh)]).toEqual([[undefined], ['r-1']])
    })

    test.each([
      ['no body', {}],
      ['a HEAD request', { method: 'HEAD' }],
      ['a text', { method: 'POST', body: 'text' }],
      ['a text by PUT', { method: 'PUT', body: 'text' }],
      ['a form', { method: 'POST', body: new URLSearchParams({ a: '1' }) }],
      ['bytes with a type', { method: 'PUT', body: new Blob(['x'], { type: 'text/x' }) }],
      ['a method of its own', { method: 'PROPFIND' }],
    ])('gives what the built-in gives, with %s', async (_body, init) => {
      const steps = [mesh, other, mesh]
      const plain = await describeAll(fetch(chain(status, steps), init), steps)
      const ours = await describeAll(go(chain(status, steps), init), steps)
      expect(ours).toEqual(plain)
    })

    test('gives what the built-in gives, with a Request', async () => {
      const request = () =>
        new Request(chain(status, [mesh, other]), { method: 'PUT', body: 'text' })
      const plain = await describeAll(fetch(request()), [other])
      const ours = inRequest(inbound, () => wrapped(request()), policy())
      expect(await describeAll(ours, [other])).toEqual(plain)
    })
  })

  test('the credentials of the call do not go to another origin', async () => {
    const headers = { authorization: 'mine', cookie: 'mine', 'x-own': '1' }
    await (await go(chain(302, [mesh, other]), { headers })).text()
    expect(other.received[0]?.headers).not.toHaveProperty('authorization')
    expect(other.received[0]?.headers).not.toHaveProperty('cookie')
    expect(other.received[0]?.headers).toHaveProperty('x-own', '1')
  })

  test('a header with a name that every object has goes to every hop', async () => {
    const headers = { constructor: '1', valueOf: '2' } as unknown as Record<string, string>
    await (await go(chain(302, [mesh, other]), { headers })).text()
    expect(other.received[0]?.headers).toMatchObject({ constructor: '1', valueof: '2' })
  })

  test('what the call sets itself goes to every hop', async () => {
    await (
      await go(chain(302, [mesh, outside, other]), { headers: { 'X-Request-ID': 'm' } })
    ).text()
    expect([arrivedIds(mesh), arrivedIds(outside), arrivedIds(other)]).toEqual([
      ['m'],
      ['m'],
      ['m'],
    ])
  })

  test('what the call does to its options and headers after it has no say, as in the built-in', async () => {
    const headers: Record<string, string> = { 'x-own': '1' }
    const init: RequestInit = { method: 'PUT', body: 'text', headers }
    const answer = go(chain(307, [mesh, other]), init)
    headers['x-own'] = '2'
    headers['x-request-id'] = 'mine'
    init.method = 'DELETE'
    await (await answer).text()
    expect(other.received).toMatchObject([{ method: 'PUT', headers: { ...inbound, 'x-own': '1' } }])
  })

  test('a value with blanks around it stays inside, too', async () => {
    const headers = { 'x-request-id': ' r-1 ' }
    const url = chain(302, [mesh, outside])
    await (await inRequest(headers, () => wrapped(url), policy())).text()
    expect([arrivedIds(mesh), arrivedIds(outside)]).toEqual([['r-1'], [undefined]])
  })

  test('twenty are followed, and the next one fails as in the built-in', async () => {
    const twenty = await go(chain(302, new Array<EchoServer>(21).fill(mesh)))
    expect(twenty.status).toBe(200)
    await twenty.text()
    const url = chain(302, new Array<EchoServer>(22).fill(mesh))
    expect(await failure(go(url))).toEqual(await failure(fetch(url)))
  })

  test('manual gives the redirect itself, and error fails as in the built-in', async () => {
    const manual = await go(chain(302, [mesh, other]), { redirect: 'manual' })
    expect([manual.status, manual.redirected]).toEqual([302, false])
    const url = chain(302, [mesh, other])
    expect(await failure(go(url, { redirect: 'error' }))).toEqual(
      await failure(fetch(url, { redirect: 'error' })),
    )
    expect(other.received).toEqual([])
  })

  test('a stream as the body cannot be sent again, as in the built-in', async () => {
    const init = () =>
      ({ method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' }) as RequestInit
    const url = chain(307, [mesh, other])
    expect((await failure(go(url, init()))).message).toBe('fetch failed')
    expect((await failure(fetch(url, init()))).message).toBe('fetch failed')
    expect(other.received).toEqual([])
    const response = await go(chain(303, [mesh, other]), init())
    expect(response.status).toBe(200)
    await response.text()
  })

  test('an abort between hops fails as in the built-in', async () => {
    const outcome = async (get: (url: string, init: RequestInit) => Promise<Response>) => {
      const controller = new AbortController()
      const server = createServer(() => controller.abort())
      const { origin, close } = await listen(server)
      const url = `${mesh.origin}/?to=${origin}`
      const failed = await failure(get(url, { signal: controller.signal }))
      await close()
      return failed
    }
    expect(await outcome(go)).toEqual(await outcome(fetch))
  })
})

test('a call that tells the hash of its answer is left alone, since only fetch can check it', async () => {
  const seen: unknown[] = []
  const server = createServer((req, res) => {
    seen.push(req.headers['x-request-id'])
    if (req.url === '/') res.writeHead(302, { location: '/end' }).end('moved')
    else res.end('text')
  })
  const { origin, close } = await listen(server)
  const integrity = `sha256-${createHash('sha256').update('text').digest('base64')}`
  for (const input of [origin, new Request(origin, { integrity })]) {
    const response = await inRequest(inbound, () => wrapped(input, { integrity }))
    expect(await response.text()).toBe('text')
  }
  expect(seen).toEqual([undefined, undefined, undefined, undefined])
  await close()
})

test('the fetch of the package follows redirects with the headers decided at each hop', async () => {
  await inRequest(
    inbound,
    async () => (await waybillFetch(chain(302, [mesh, outside, other]))).text(),
    policy(),
  )
  expect([arrivedIds(mesh), arrivedIds(outside), arrivedIds(other)]).toEqual([
    ['r-1'],
    [undefined],
    ['r-1'],
  ])
})

/** What a call gave, and what arrived for it, but for the headers that Waybill adds. */
async function describeAll(pending: Promise<Response>, servers: EchoServer[]) {
  const response = await pending
  const { status, redirected, url, type } = response
  await response.text()
  const arrived = servers.map(({ received }) => received.splice(0).map(withoutInbound))
  return { status, redirected, url, type, arrived }
}

function withoutInbound({ method, path, headers }: Received) {
  const kept = Object.entries(headers).filter(([name]) => !(name in inbound))
  return { method, path, headers: Object.fromEntries(kept) }
}

async function failure(pending: Promise<Response>) {
  const error = await pending.then(
    () => new Error('it did not fail'),
    (error: Error) => error,
  )
  return { name: error.name, message: error.message, cause: String(error.cause) }
}
