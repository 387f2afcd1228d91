import { createServer } from 'node:http'
import { wrapDispatcher } from '@waybill/fetch'
import type * as undici from 'undici'
import { describe, expect, test } from 'vitest'
import { listen } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'
import { headersThrough } from './headers-through.ts'
import { undicis } from './undicis.ts'

const { mesh, outside, policy } = runningMesh()
const inbound = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1', 'x-b3-spanid': 's-1' }
const inMesh = <R>(fn: () => R, headers = inbound) => inRequest(headers, fn, policy())

describe.each(undicis)('%s', (_name, library) => {
  const { Agent, Client } = library
  const get = (dispatcher: undici.Dispatcher, options: object = {}, origin = mesh.origin) =>
    headersThrough(dispatcher, { origin, ...options })

  describe('given headers as', () => {
    test.each<[string, () => unknown]>([
      ['an object', () => ({ 'X-Own': '1' })],
      ['a frozen object', () => Object.freeze({ 'X-Own': '1' })],
      ['an object with several values', () => ({ 'X-Own': ['1', '2'] })],
      ['a flat list', () => ['X-Own', '1']],
      ['an empty list', () => []],
      ['Headers', () => new Headers({ 'X-Own': '1', 'X-Other': '2' })],
      [
        'a Map',
        () =>
          new Map([
            ['X-Own', '1'],
            ['X-Other', '2'],
          ]),
      ],
      [
        'an iterator',
        () =>
          new Map([
            ['X-Own', '1'],
            ['X-Other', '2'],
          ]).entries(),
      ],
      ['names that every object has', () => ({ constructor: '1', 'X-Own': '2', valueOf: '3' })],
      ['undefined', () => undefined],
      ['null', () => null],
    ])('%s, sends them and its own', async (_shape, headers) => {
      const dispatcher = new Agent()
      const wrapped = wrapDispatcher(dispatcher)
      const plain = await get(dispatcher, { headers: headers() })
      expect(await inMesh(() => get(wrapped, { headers: headers() }))).toEqual({
        ...plain,
        ...inbound,
      })
      expect(await get(wrapped, { headers: headers() })).toEqual(plain)
      const refused = inMesh(() => get(wrapped, { headers: headers() }, outside.origin))
      expect({ ...(await refused), host: mesh.host }).toEqual(plain)
      await wrapped.close()
    })
  })

  test.each([undefined, { 'x-own': '1' }, ['x-own', '1']])(
    'sends a header named __proto__ that came in, beside %j',
    async (headers) => {
      const dispatcher = wrapDispatcher(new Agent())
      const received = await inRequest(
        JSON.parse('{ "__proto__": "mine" }'),
        () => get(dispatcher, { headers }),
        { headers: ['__proto__'], targets: [mesh.host] },
      )
      expect(Object.entries(received)).toContainEqual(['__proto__', 'mine'])
      await dispatcher.close()
    },
  )

  test('leaves a signed request alone, whether its path or its query says so', async () => {
    const dispatcher = wrapDispatcher(new Agent())
    const signed = [
      { path: '/o?X-Amz-Signature=s' },
      { path: '/o', query: { 'X-Goog-Signature': 's' } },
      { headers: { authorization: 'AWS4-HMAC-SHA256 Credential=x' } },
      { headers: ['Authorization', 'AWS4-HMAC-SHA256 Credential=x'] },
    ]
    for (const options of signed) {
      expect(await inMesh(() => get(dispatcher, options))).not.toHaveProperty('x-request-id')
    }
    await dispatcher.close()
  })

  test('a tunnel (CONNECT) carries nothing', async () => {
    const server = createServer().on('connect', (req, socket) => {
      socket.end(`HTTP/1.1 200 OK\r\nx-seen: ${req.headers['x-request-id'] ?? 'nothing'}\r\n\r\n`)
    })
    const { origin, close } = await listen(server)
    const dispatcher = wrapDispatcher(new Client(origin))
    const { headers, socket } = await inRequest(inbound, () =>
      dispatcher.connect({ path: '127.0.0.1:80' }),
    )
    expect(headers).toMatchObject({ 'x-seen': 'nothing' })
    socket.destroy()
    await dispatcher.destroy()
    await close()
  })

  test('a path that is a whole URL goes to two places, and both must be inside', async () => {
    const dispatcher = wrapDispatcher(new Agent())
    const id = (origin: string, path: string) =>
      inMesh(async () => (await get(dispatcher, { path }, origin))['x-request-id'])
    expect(await id(mesh.origin, `${mesh.origin}/`)).toBe('r-1')
    expect(await id(mesh.origin, `${outside.origin}/`)).toBeUndefined()
    expect(await id(outside.origin, `${mesh.origin}/`)).toBeUndefined()
    await dispatcher.close()
  })

  test('fails as undici does for wrong options', async () => {
    const dispatcher = new Agent()
    const wrapped = wrapDispatcher(dispatcher)
    const failure = (from: undici.Dispatcher, options: object) =>
      get(from, options).then(
        () => 'it did not fail',
        ({ name, code, message }) => ({ name, code, message }),
      )
    for (const options of [
      { path: 'no-slash' },
      { path: 5 },
      { method: 'NO METHOD' },
      { headers: 'text' },
      { headers: ['odd'] },
      { headers: { a: 'b\r\nc' } },
      { origin: undefined },
      { origin: 'no url' },
    ]) {
      expect(await inMesh(() => failure(wrapped, options))).toEqual(
        await failure(dispatcher, options),
      )
    }
    await wrapped.close()
  })
})
