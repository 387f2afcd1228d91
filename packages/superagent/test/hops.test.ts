import { PassThrough } from 'node:stream'
import { wrapSuperagent } from '@waybill/superagent'
import superagent from 'superagent'
import { describe, expect, test } from 'vitest'
import { arrivedIds } from '../../../test/kit/arrived-id.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { redirectChain } from '../../../test/kit/redirect-chain.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'
import { serve } from '../../../test/kit/serve.ts'

const { mesh, other, outside, policy } = runningMesh()
const inbound = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1', 'x-b3-spanid': 's-1' }
const client = wrapSuperagent(superagent)
type Call = ReturnType<typeof superagent.get>
const go = (
  url: string,
  change: (call: Call) => unknown = () => undefined,
  headers: Record<string, string> = inbound,
) =>
  inRequest(
    headers,
    async () => {
      const call = client.get(url)
      change(call)
      return call
    },
    policy(),
  )
const ids = () => [arrivedIds(mesh), arrivedIds(other), arrivedIds(outside)]

describe.each([301, 302, 303, 307, 308])('a redirect by %i', (status) => {
  test.each(['get', 'post', 'put'] as const)('decides at each hop, by %s', async (method) => {
    const url = redirectChain(
      status,
      mesh.origin,
      outside.origin,
      other.origin,
      outside.origin,
      mesh.origin,
    )
    await inRequest(
      inbound,
      async () => (method === 'get' ? client.get(url) : client[method](url).send({ a: 1 })),
      policy(),
    )
    expect(ids()).toEqual([['r-1', 'r-1'], ['r-1'], [undefined, undefined]])
    for (const { headers } of outside.received) {
      for (const name of Object.keys(inbound)) expect(headers).not.toHaveProperty(name)
    }
  })

  test('into a stream decides at each hop', async () => {
    const url = redirectChain(status, mesh.origin, outside.origin, other.origin)
    await inRequest(
      inbound,
      () => client.get(url).pipe(new PassThrough()).resume().toArray(),
      policy(),
    )
    expect(ids()).toEqual([['r-1'], ['r-1'], [undefined]])
  })
})

describe('over redirects', () => {
  const around = () => redirectChain(302, mesh.origin, outside.origin, other.origin)

  test('what the call sets itself goes to every hop', async () => {
    await go(around(), (call) => call.set('X-Request-ID', 'mine'))
    expect(ids()).toEqual([['mine'], ['mine'], ['mine']])
  })

  test('what the call unsets goes to none', async () => {
    await go(around(), (call) => call.unset('X-Request-ID'))
    expect(ids()).toEqual([[undefined], [undefined], [undefined]])
  })

  test('what a listener sets or unsets at a redirect has the last word', async () => {
    await go(around(), (call) =>
      call.on('redirect', () => void call.set('x-request-id', 'mine').unset('x-b3-traceid')),
    )
    expect(ids()).toEqual([['r-1'], ['mine'], ['mine']])
    expect(other.received[0]?.headers).not.toHaveProperty('x-b3-traceid')
    expect(other.received[0]?.headers).not.toHaveProperty('x-b3-spanid')
  })

  test('a value with blanks around it stays inside, too', async () => {
    await go(around(), undefined, { 'x-request-id': ' r-1 ' })
    expect(ids()).toEqual([['r-1'], ['r-1'], [undefined]])
  })

  test('a location that seems to name a host in its path carries nothing outside', async () => {
    await go(redirectChain(302, mesh.origin, `${outside.origin}//${mesh.host}/`))
    expect(arrivedIds(outside)).toEqual([undefined])
  })

  test('a signed location gets nothing', async () => {
    await go(redirectChain(302, mesh.origin, `${other.origin}/o?X-Amz-Signature=s`))
    expect(arrivedIds(other)).toEqual([undefined])
  })

  test('a credential with targets goes to each of them', async () => {
    const rule = { name: 'authorization', targets: [mesh.host, other.host] }
    const call = async () => client.get(around())
    await inRequest({ authorization: 'Bearer t' }, call, { headers: [rule] })
    expect(
      [mesh, other, outside].map(({ received }) => received[0]?.headers.authorization),
    ).toEqual(['Bearer t', 'Bearer t', undefined])
  })

  test('the cookies that an agent keeps go on as without Waybill', async () => {
    const cookies: unknown[] = []
    const origin = await serve((req, res) => {
      cookies.push([req.headers.cookie, req.headers['x-request-id']])
      if (req.url === '/end') res.end()
      else res.writeHead(302, { location: '/end', 'set-cookie': 'a=1' }).end()
    })
    const agent = client.agent()
    for (const path of ['/', '/end']) {
      await inRequest({ 'x-request-id': 'r-1' }, async () => agent.get(origin + path))
    }
    expect(cookies).toEqual([
      [undefined, 'r-1'],
      ['a=1', 'r-1'],
      ['a=1', 'r-1'],
    ])
  })

  test('50 calls at once carry their own headers', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `r-${index}`)
    const url = redirectChain(302, mesh.origin, other.origin, `${mesh.origin}/?delay=2`)
    const seen = await Promise.all(
      names.map(async (id) => {
        const { body } = await go(url, undefined, { 'x-request-id': id })
        return body.headers['x-request-id']
      }),
    )
    expect(seen).toEqual(names)
  })
})

describe('a retry', () => {
  /** Answers 503 to the first try of each path, and tells which ids and which signatures came with it. */
  async function flaky() {
    const seen = new Map<string, unknown[]>()
    const signatures: unknown[] = []
    const origin = await serve((req, res) => {
      const tries = seen.get(req.url ?? '') ?? []
      seen.set(req.url ?? '', [...tries, req.headers['x-request-id']])
      signatures.push(req.headers.authorization)
      res.writeHead(tries.length === 0 ? 503 : 200).end('{}')
    })
    return { origin, seen, signatures }
  }

  test('of 50 calls at once carries their own headers, none doubled', async () => {
    const { origin, seen } = await flaky()
    const names = Array.from({ length: 50 }, (_, index) => `r-${index}`)
    await Promise.all(
      names.map((id) =>
        inRequest({ 'x-request-id': id }, async () => client.get(`${origin}/${id}`).retry(2)),
      ),
    )
    expect(Object.fromEntries(seen)).toEqual(
      Object.fromEntries(names.map((id) => [`/${id}`, [id, id]])),
    )
  })

  test('keeps what the call set itself, or unset', async () => {
    const { origin, seen } = await flaky()
    const call = (path: string) => client.get(`${origin}${path}`).retry(1)
    await inRequest(inbound, async () => call('/a').set('X-Request-Id', 'mine'))
    await inRequest(inbound, async () => call('/b').unset('X-Request-Id'))
    expect([seen.get('/a'), seen.get('/b')]).toEqual([
      ['mine', 'mine'],
      [undefined, undefined],
    ])
  })

  test('of a signed call is left alone, as its first try was', async () => {
    const { origin, seen, signatures } = await flaky()
    const value = 'AWS4-HMAC-SHA256 Credential=x'
    await inRequest(inbound, async () =>
      client.get(`${origin}/a`).retry(1).set('authorization', value),
    )
    expect([seen.get('/a'), signatures]).toEqual([
      [undefined, undefined],
      [value, value],
    ])
  })

  test('of a call that is signed only then carries nothing', async () => {
    const { origin, seen } = await flaky()
    const call = client.get(`${origin}/a`)
    call.retry(1, () => void call.set('authorization', 'AWS4-HMAC-SHA256 Credential=x'))
    await inRequest(inbound, async () => call)
    expect(seen.get('/a')).toEqual(['r-1', undefined])
  })

  test('after a redirect goes where that led, with its own headers', async () => {
    const { origin, seen } = await flaky()
    const host = new URL(origin).host
    const url = redirectChain(302, outside.origin, `${origin}/a`)
    await inRequest(inbound, async () => client.get(url).retry(1), {
      targets: [host],
      warnOnRefusal: false,
    })
    expect([arrivedIds(outside), seen.get('/a')]).toEqual([[undefined], ['r-1', 'r-1']])
  })
})
