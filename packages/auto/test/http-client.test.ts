import { EventEmitter, once } from 'node:events'
import { Agent, ClientRequest, get, type RequestOptions, request } from 'node:http'
import { request as secureRequest } from 'node:https'
import { connect } from 'node:net'
import { json } from 'node:stream/consumers'
import { http } from '@waybill/http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callerWins, inbound, propagated, withoutB3 } from '../../../test/kit/caller-wins.ts'
import type { Received } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'
import { start, stop } from '../src/api.ts'

const echo = runningEcho()
const secure = runningEcho({ secure: true })
const { mesh, outside, policy } = runningMesh()

beforeAll(() => start({}))
afterAll(stop)

/** Ends a call and gives what arrived. */
async function arrived(call: ClientRequest): Promise<Received> {
  const answered = once(call, 'response')
  if (!call.writableEnded) call.end()
  return json((await answered)[0]) as Promise<Received>
}

describe('a call is right in every shape', () => {
  const place = () => {
    const { hostname, port } = new URL(echo.origin)
    return { hostname, port }
  }
  const host = ['Host', 'h']
  const shapes: [string, () => ClientRequest][] = [
    ['a URL as text', () => request(echo.origin)],
    ['a URL', () => request(new URL(echo.origin))],
    ['options', () => request(place())],
    ['get', () => get(echo.origin)],
    ['new ClientRequest', () => new ClientRequest(place() as never)],
    ['frozen headers', () => request(echo.origin, { headers: Object.freeze({ 'x-own': '1' }) })],
    ['a flat list', () => request(echo.origin, { headers: [...host, 'x-own', '1'] as never })],
    ['pairs', () => request(echo.origin, { headers: [host, ['x-own', '1']] as never })],
    ['no headers at all', () => request(echo.origin, { headers: [host] as never, setHost: false })],
    ['Expect', () => request(echo.origin, { headers: { expect: '100-continue' } })],
    ['a body', () => request(echo.origin, { method: 'POST' }).end('body')],
    ['agent: false', () => request(echo.origin, { agent: false })],
    [
      'an agent',
      () => request(echo.origin, { agent: new Agent({ keepAlive: true, maxSockets: 1 }) }),
    ],
    [
      'a connection of its own',
      () =>
        request(echo.origin, {
          createConnection: (o) => connect(Number((o as RequestOptions).port), '127.0.0.1'),
        }),
    ],
    ['https', () => secureRequest(secure.origin, { rejectUnauthorized: false })],
    [
      'a flush',
      () => {
        const call = request(echo.origin, { method: 'POST' })
        call.flushHeaders()
        return call
      },
    ],
  ]

  test.each(shapes)('%s', async (_name, call) => {
    const { headers } = await inRequest(inbound, () => arrived(call()))
    expect(propagated(headers)).toEqual(inbound)
  })

  test.each(shapes)('%s outside of any request, and carries nothing then', async (_name, call) => {
    const { headers } = await arrived(call())
    expect(propagated(headers)).toEqual({})
  })
})

test('beside @waybill/http each header is there once', async () => {
  const { headers } = await inRequest(inbound, () => arrived(http.request(echo.origin)))
  expect(propagated(headers)).toEqual(inbound)
})

describe('what the call sets wins', () => {
  test.each(callerWins)('%s', async (_name, headers, expected) => {
    const seen = await inRequest(inbound, () =>
      arrived(request(echo.origin, { headers: headers as never })),
    )
    expect(propagated(seen.headers)).toEqual(expected)
  })

  test.each<[string, (call: ClientRequest) => unknown, Record<string, unknown>]>([
    ['setHeader', (c) => c.setHeader('X-Request-ID', 'm'), { ...inbound, 'x-request-id': 'm' }],
    ['setHeader of b3', (call) => call.setHeader('b3', 'm'), { ...withoutB3, b3: 'm' }],
    [
      'appendHeader',
      (c) => c.appendHeader('x-request-id', 'm'),
      { ...inbound, 'x-request-id': 'm' },
    ],
    [
      'removeHeader',
      (c) => c.removeHeader('X-Request-Id'),
      (({ 'x-request-id': _, ...rest }) => rest)(inbound),
    ],
  ])('later by %s', async (_name, later, expected) => {
    const { headers } = await inRequest(inbound, () => {
      const call = request(echo.origin)
      later(call)
      return arrived(call)
    })
    expect(propagated(headers)).toEqual(expected)
  })

  test('and its objects stay as they were', async () => {
    const headers = { 'x-own': '1' }
    const call = inRequest(inbound, () => request(echo.origin, { headers }))
    await arrived(call)
    expect([headers, Object.keys(call.getHeaders()).sort()]).toEqual([
      { 'x-own': '1' },
      ['host', 'x-own'],
    ])
  })

  test('a wrong list is refused as without, and shows nothing of ours', () => {
    const wrong = () => request(echo.origin, { headers: ['host', 'h', 'x-odd'] as never })
    expect(() => inRequest({ 'x-request-id': 'secret' }, wrong)).toThrow(
      expect.objectContaining({
        code: 'ERR_INVALID_ARG_VALUE',
        message: expect.not.stringContaining('secret'),
      }),
    )
  })
})

describe('the request whose code made the call counts', () => {
  const shared = new EventEmitter()

  test('not the one in whose context it is ended', async () => {
    const call = inRequest({ 'x-request-id': 'mine' }, () => request(echo.origin))
    const seen = await inRequest({ 'x-request-id': 'other' }, () => arrived(call))
    expect(seen.headers['x-request-id']).toBe('mine')
  })

  test('and none, if it was made outside of any', async () => {
    const call = request(echo.origin, { agent: new Agent() })
    shared.once('flush', () => call.end())
    const seen = arrived(Object.assign(call, {}))
    inRequest({ 'x-request-id': 'other' }, () => shared.emit('flush'))
    expect((await seen).headers['x-request-id']).toBeUndefined()
  })

  test('also with few connections', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 2 })
    const ids = Array.from({ length: 100 }, (_, i) => `r-${i}`)
    const seen = await Promise.all(
      ids.map((one) =>
        inRequest({ 'x-request-id': one }, () =>
          arrived(request(`${echo.origin}/?delay=1`, { agent })),
        ),
      ),
    )
    expect(seen.map(({ headers }) => headers['x-request-id'])).toEqual(ids)
    agent.destroy()
  })
})

describe('where a call goes', () => {
  const send = (url: string, options: object = {}) =>
    inRequest({ 'x-request-id': 'r-1' }, () => arrived(request(url, options)), policy())

  test('the port counts, whatever the call says its host is', async () => {
    await send(outside.origin, { headers: { host: mesh.host } })
    await send(mesh.origin, { headers: { host: outside.host } })
    expect([outside, mesh].map(({ received }) => received[0]?.headers['x-request-id'])).toEqual([
      undefined,
      'r-1',
    ])
  })

  test.each([
    ['a list of headers', { headers: ['host', 'h'] }],
    ['Expect', { headers: { expect: '100-continue' } }],
    [
      'a connection of its own',
      { createConnection: (o: RequestOptions) => connect(Number(o.port), '127.0.0.1') },
    ],
  ])(
    'with %s Node does not tell the port, so only a host without one allows it',
    async (_what, options) => {
      await send(mesh.origin, options)
      await inRequest(
        { 'x-request-id': 'r-1' },
        () => arrived(request(mesh.origin, options as never)),
        { targets: ['127.0.0.1'] },
      )
      expect(mesh.received.map(({ headers }) => headers['x-request-id'])).toEqual([
        undefined,
        'r-1',
      ])
    },
  )

  test('a path that is a whole URL is meant for a proxy, and both must be targets', async () => {
    await send(mesh.origin, { path: 'http://outside.example/' })
    await send(mesh.origin, { path: `${mesh.origin}/x` })
    expect(mesh.received.map(({ headers }) => headers['x-request-id'])).toEqual([undefined, 'r-1'])
  })

  test('a signed call is left alone', async () => {
    await send(`${mesh.origin}/?X-Amz-Signature=a`)
    await send(mesh.origin, { headers: { authorization: 'AWS4-HMAC-SHA256 a' } })
    expect(mesh.received.map(({ headers }) => headers['x-request-id'])).toEqual([
      undefined,
      undefined,
    ])
  })
})
