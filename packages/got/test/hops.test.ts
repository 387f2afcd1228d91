import { wrapGot } from '@waybill/got'
import got, { type Got, type OptionsInit, type OptionsOfTextResponseBody } from 'got'
import { describe, expect, test } from 'vitest'
import { arrivedIds } from '../../../test/kit/arrived-id.ts'
import type { Received } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { redirectChain } from '../../../test/kit/redirect-chain.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'
import { serve } from '../../../test/kit/serve.ts'

const { mesh, other, outside, policy } = runningMesh()
const inbound = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1', 'x-b3-spanid': 's-1' }
const client: Got = wrapGot(got)
const go = (
  url: string,
  options: OptionsOfTextResponseBody = {},
  headers: Record<string, string> = inbound,
) => inRequest(headers, () => client(url, options), policy())
const ids = () => [arrivedIds(mesh), arrivedIds(other), arrivedIds(outside)]

describe.each([301, 302, 303, 307, 308])('a redirect by %i', (status) => {
  test.each(['GET', 'POST', 'PUT'] as const)('decides at each hop, by %s', async (method) => {
    const url = redirectChain(
      status,
      mesh.origin,
      outside.origin,
      other.origin,
      outside.origin,
      mesh.origin,
    )
    await go(url, method === 'GET' ? {} : { method, json: { a: 1 } })
    expect(ids()).toEqual([['r-1', 'r-1'], ['r-1'], [undefined, undefined]])
    for (const { headers } of outside.received) {
      for (const name of Object.keys(inbound)) expect(headers).not.toHaveProperty(name)
    }
  })

  test('of a stream decides at each hop', async () => {
    const url = redirectChain(status, mesh.origin, outside.origin, other.origin)
    await inRequest(inbound, () => client.stream(url).resume().toArray(), policy())
    expect(ids()).toEqual([['r-1'], ['r-1'], [undefined]])
  })
})

describe('over redirects', () => {
  const around = () => redirectChain(302, mesh.origin, outside.origin, other.origin)

  test('what the call sets itself goes to every hop', async () => {
    await go(around(), { headers: { 'X-Request-ID': 'mine' } })
    expect(ids()).toEqual([['mine'], ['mine'], ['mine']])
  })

  test('what the call refuses goes to none', async () => {
    await go(around(), { headers: { 'X-Request-ID': undefined } })
    expect(ids()).toEqual([[undefined], [undefined], [undefined]])
  })

  test('a value with blanks around it stays inside, too', async () => {
    await go(around(), {}, { 'x-request-id': ' r-1 ' })
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

  test('a credential with targets goes to each of them, though Got takes it from a hop', async () => {
    const rule = { name: 'authorization', targets: [mesh.host, other.host] }
    await inRequest({ authorization: 'Bearer t' }, () => client(around()), { headers: [rule] })
    expect(
      [mesh, other, outside].map(({ received }) => received[0]?.headers.authorization),
    ).toEqual(['Bearer t', 'Bearer t', undefined])
  })

  test('a beforeRedirect of the call sees them, and has the last word', async () => {
    const seen: unknown[] = []
    await go(redirectChain(302, mesh.origin, other.origin, mesh.origin), {
      hooks: {
        beforeRedirect: [
          ({ headers }) => {
            seen.push(headers['x-request-id'])
            headers['x-request-id'] = 'mine'
            delete headers['x-b3-traceid']
          },
        ],
      },
    })
    expect([seen, ids()]).toEqual([
      ['r-1', 'mine'],
      [['r-1', 'mine'], ['mine'], []],
    ])
    for (const { headers } of [...other.received, ...mesh.received.slice(1)]) {
      expect(headers).not.toHaveProperty('x-b3-traceid')
      expect(headers).not.toHaveProperty('x-b3-spanid')
    }
  })

  test('50 calls at once carry their own headers', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `r-${index}`)
    const url = redirectChain(302, mesh.origin, other.origin, `${mesh.origin}/?delay=2`)
    const seen = await Promise.all(
      names.map(async (id) => {
        const { headers } = await go(url, {}, { 'x-request-id': id }).json<Received>()
        return headers['x-request-id']
      }),
    )
    expect(seen).toEqual(names)
  })
})

describe('a hook before the request', () => {
  type Hook = NonNullable<NonNullable<OptionsInit['hooks']>['beforeRequest']>[0]

  describe.each<[string, (hook: Hook) => Got]>([
    ['of the instance', (hook) => wrapGot(got.extend({ hooks: { beforeRequest: [hook] } }))],
    ['of one that extends it', (hook) => client.extend({ hooks: { beforeRequest: [hook] } })],
    [
      'that a handler adds later',
      (hook) =>
        client.extend({
          handlers: [
            (options, next) => {
              options.hooks.beforeRequest.push(hook)
              return next(options)
            },
          ],
        }),
    ],
  ])('%s', (_which, hooked) => {
    const call = (hook: Hook, url = mesh.origin) =>
      inRequest(inbound, () => hooked(hook)(url), policy())

    test('may turn the call outside, where nothing arrives', async () => {
      await call((options) => {
        options.url = new URL(outside.origin)
      })
      expect(ids()).toEqual([[], [], [undefined]])
    })

    test('may turn the call inside, where all arrives', async () => {
      await call((options) => {
        options.url = new URL(mesh.origin)
      }, outside.origin)
      expect(mesh.received[0]?.headers).toMatchObject(inbound)
    })

    test('wins with one of a family it sets, in any case', async () => {
      await call(async ({ headers }) => {
        headers['X-B3-TraceId'] = 'mine'
      })
      const arrived = mesh.received[0]?.headers
      expect(arrived).toMatchObject({ 'x-request-id': 'r-1', 'x-b3-traceid': 'mine' })
      expect(arrived).not.toHaveProperty('x-b3-spanid')
    })

    test('may sign the call, at each hop', async () => {
      await call(
        ({ headers }) => {
          headers.authorization = 'AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host'
        },
        redirectChain(302, mesh.origin, other.origin),
      )
      expect(ids()).toEqual([[undefined], [undefined], []])
    })
  })
})

describe('a retry', () => {
  /** Answers 503 to the first try of each path, and tells which ids came with it. */
  async function flaky(): Promise<{
    origin: string
    seen: Map<string, unknown[]>
    auth: unknown[]
  }> {
    const seen = new Map<string, unknown[]>()
    const auth: unknown[] = []
    const origin = await serve((req, res) => {
      const tries = seen.get(req.url ?? '') ?? []
      seen.set(req.url ?? '', [...tries, req.headers['x-request-id']])
      auth.push(req.headers.authorization)
      res.writeHead(tries.length === 0 ? 503 : 200).end('{}')
    })
    return { origin, seen, auth }
  }
  const soon = {
    retry: { calculateDelay: ({ computedValue }: { computedValue: number }) => computedValue && 1 },
  }

  test('of 50 calls at once carries their own headers, none doubled', async () => {
    const { origin, seen } = await flaky()
    const names = Array.from({ length: 50 }, (_, index) => `r-${index}`)
    await Promise.all(
      names.map((id) => inRequest({ 'x-request-id': id }, () => client(`${origin}/${id}`, soon))),
    )
    expect(Object.fromEntries(seen)).toEqual(
      Object.fromEntries(names.map((id) => [`/${id}`, [id, id]])),
    )
  })

  test('of a stream carries them from outside of its request, too', async () => {
    const { origin, seen } = await flaky()
    await new Promise((resolve, reject) => {
      const follow = (stream: ReturnType<typeof client.stream>) =>
        stream
          .on('error', reject)
          .on('retry', (_count, _error, again) => follow(again()))
          .on('end', resolve)
          .resume()
      follow(inRequest(inbound, () => client.stream(`${origin}/a`, soon)))
    })
    expect(seen.get('/a')).toEqual(['r-1', 'r-1'])
  })

  test('keeps what the call set itself, or refused', async () => {
    const { origin, seen } = await flaky()
    await go(`${origin}/a`, { ...soon, headers: { 'X-Request-Id': 'mine' } })
    await go(`${origin}/b`, { ...soon, headers: { 'X-Request-Id': undefined } })
    expect([seen.get('/a'), seen.get('/b')]).toEqual([
      ['mine', 'mine'],
      [undefined, undefined],
    ])
  })

  test('of a signed call is left alone, as its first try was', async () => {
    const { origin, seen, auth } = await flaky()
    let tries = 0
    const sign = ({ headers }: { headers: Record<string, unknown> }) => {
      expect(headers).not.toHaveProperty('x-request-id')
      tries += 1
      headers.authorization = `AWS4-HMAC-SHA256 ${tries}`
    }
    await inRequest(inbound, () =>
      client(`${origin}/a`, { ...soon, hooks: { beforeRequest: [sign] } }),
    )
    expect([seen.get('/a'), auth]).toEqual([
      [undefined, undefined],
      ['AWS4-HMAC-SHA256 1', 'AWS4-HMAC-SHA256 2'],
    ])
  })

  test('that is turned outside carries nothing', async () => {
    const { origin } = await flaky()
    const targets = { targets: [new URL(origin).host], warnOnRefusal: false }
    const hooks = {
      beforeRetry: [
        ({ options }: { options: { url?: unknown } }) => {
          options.url = new URL(outside.origin)
        },
      ],
    }
    await inRequest(inbound, () => client(`${origin}/a`, { ...soon, hooks } as never), targets)
    expect(arrivedIds(outside)).toEqual([undefined])
  })

  test('with other options after an answer decides anew', async () => {
    const again = (updated: OptionsInit & { url?: string | URL }) =>
      go(mesh.origin, {
        hooks: {
          afterResponse: [
            (response, retry) => (response.retryCount === 0 ? retry(updated) : response),
          ],
        },
      })
    await again({ headers: { 'x-request-id': 'mine' } })
    await again({ headers: { 'x-request-id': undefined } })
    await again({ headers: { authorization: 'AWS4-HMAC-SHA256 Credential=x' } })
    await again({ url: outside.origin })
    await again({ hooks: { beforeRequest: [setB3] } })
    expect(ids()).toEqual([
      ['r-1', 'mine', 'r-1', undefined, 'r-1', undefined, 'r-1', 'r-1', 'r-1'],
      [],
      [undefined],
    ])
    expect(mesh.received.at(-1)?.headers).not.toHaveProperty('x-b3-traceid')
  })
})

function setB3({ headers }: { headers: Record<string, unknown> }): void {
  headers.b3 = 'mine'
}
