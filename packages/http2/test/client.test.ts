import { once } from 'node:events'
import nodeHttp2, { type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2'
import { json } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { current, type PolicyOptions } from '@waybill/core'
import * as waybillHttp2 from '@waybill/http2'
import { contract, gate, type Received, withHeaders } from '@waybill/testing'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { certificate } from '../../../test/kit/certificate.ts'
import { listen } from '../../../test/kit/echo-server.ts'
import { http2Outbound } from '../../../test/matrix/src/outbounds/http2.ts'

const { http2, wrapSession } = waybillHttp2

describe('the contract', () => {
  for (const { name, skip, run } of contract({ outbound: http2Outbound({ http2: waybillHttp2 }) }))
    test.skipIf(skip)(name, run)
})

const inbound = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1' }
const echo = http2Outbound({ http2: waybillHttp2 })
let server: { origin: string; received: Received[]; close(): Promise<void> }

beforeAll(async () => {
  server = (await echo.startEcho?.()) as typeof server
})

afterAll(() => server.close())

function connect(make = http2.connect, ...more: unknown[]): ClientHttp2Session {
  const session = (make as (...args: unknown[]) => ClientHttp2Session)(server.origin, ...more)
  onTestFinished(() => session.destroy())
  return session
}

/** The headers that arrive of a request, without those that are the protocol's. */
async function arrived(stream: ClientHttp2Stream): Promise<Record<string, unknown>> {
  const { headers } = (await json(stream)) as Received
  const own = Object.entries(headers).filter(([name]) => !name.startsWith(':'))
  return Object.fromEntries(own)
}

const inRequest = <R>(fn: () => R, options?: PolicyOptions) => withHeaders(inbound, fn, options)

describe('headers of the caller', () => {
  const shapes: [string, object | undefined][] = [
    ['nothing', undefined],
    ['an empty object', {}],
    ['an object', { 'X-Own': '1' }],
    ['an object without a prototype', Object.assign(Object.create(null), { 'x-own': '1' })],
    ['a frozen object', Object.freeze({ ':path': '/a', 'x-own': '1' })],
    ['several values', { 'x-own': ['1', '2'] }],
    ['a number', { 'x-own': 7 }],
    ['inherited ones', Object.create({ 'x-inherited': '1' })],
    ['sensitive ones', { 'x-own': '1', [nodeHttp2.sensitiveHeaders]: ['x-own'] }],
    ['pseudo-headers', { ':method': 'GET', ':path': '/b?c=d', ':scheme': 'http' }],
  ]

  test.each(shapes)('given as %s arrive as without, plus those carried', async (_what, headers) => {
    const plain = await arrived(connect(nodeHttp2.connect).request(headers as never))
    const ours = await inRequest(() => arrived(connect().request(headers as never)))
    expect(ours).toEqual({ ...plain, ...inbound })
  })

  test('stay as they were, and the sensitive ones stay sensitive', () => {
    const headers = { 'x-own': '1', [nodeHttp2.sensitiveHeaders]: ['x-own'] }
    const stream = inRequest(() => connect().request(headers))
    expect(Object.keys(headers)).toEqual(['x-own'])
    expect(Object(stream.sentHeaders)[nodeHttp2.sensitiveHeaders]).toEqual(['x-own'])
    stream.on('error', () => undefined).close()
  })

  test('win, in any case, and so does their family', async () => {
    const headers = { 'X-B3-SpanId': 'own' }
    expect(await inRequest(() => arrived(connect().request(headers)))).toEqual({
      'x-request-id': 'r-1',
      'x-b3-spanid': 'own',
    })
  })

  test.each([
    ['null', null],
    ['a text', 'x-own'],
    ['a pseudo-header that there is not', { ':own': '1' }],
    ['a header of one connection', { connection: 'close' }],
    ['a tunnel with a path', { ':method': 'CONNECT', ':authority': 'a:1', ':path': '/' }],
  ])('given as %s are refused as without', (_what, headers) => {
    const refusal = (make: typeof nodeHttp2.connect) => {
      const session = connect(make).on('error', () => undefined)
      try {
        session.request(headers as never).on('error', () => undefined)
        return 'taken'
      } catch (error) {
        return String(error)
      }
    }
    expect(inRequest(() => refusal(http2.connect))).toBe(refusal(nodeHttp2.connect))
  })

  test('given as a flat list go on as they are', () => {
    const send = () => {
      try {
        const list = ['x-own', '1'] as never
        const stream = connect()
          .request(list)
          .on('error', () => undefined)
        return Object.keys(Object(stream.sentHeaders)).includes('x-request-id')
      } catch (error) {
        // Node 20 takes no lists.
        return (error as NodeJS.ErrnoException).code === 'ERR_INVALID_ARG_TYPE' && false
      }
    }
    expect(inRequest(send)).toBe(false)
  })
})

describe('where a request goes', () => {
  const told = { targets: ['127.0.0.1', 'named'], warnOnRefusal: false }
  const ids = async (headers: object, options: PolicyOptions = told) =>
    (await inRequest(() => arrived(connect().request(headers as never)), options))['x-request-id']

  test.each([
    ['the origin of the session', {}, 'r-1'],
    ['an authority that is among the targets', { ':authority': 'named' }, 'r-1'],
    ['an authority that is not', { ':authority': 'outside.example' }, undefined],
    ['a host that is not', { Host: 'outside.example' }, undefined],
    ['a signed path', { ':path': '/?X-Amz-Signature=a' }, undefined],
    ['a path that looks like a host', { ':path': '//outside.example/' }, 'r-1'],
  ])('%s counts', async (_what, headers, expected) => {
    expect(await ids(headers)).toBe(expected)
  })

  test.each(['named/@outside.example', 'outside.example\\@named', 'named#', 'named?'])(
    'an authority that is more than a host counts as none: %s',
    (authority) => {
      const send = () => connect().request({ ':authority': authority })
      const stream = inRequest(send, told).on('error', () => undefined)
      expect(Object.keys(Object(stream.sentHeaders))).not.toContain('x-request-id')
    },
  )

  test('a session that leads elsewhere than to its targets carries nothing, whatever it says', async () => {
    const options = { targets: ['named'], warnOnRefusal: false }
    expect(await ids({ ':authority': 'named' }, options)).toBeUndefined()
  })

  test('the scheme counts, too', async () => {
    const options = { targets: ['http://127.0.0.1'], warnOnRefusal: false }
    expect([await ids({}, options), await ids({ ':scheme': 'https' }, options)]).toEqual([
      'r-1',
      undefined,
    ])
  })

  test('a host or a port in the options of `connect` counts beside its authority', async () => {
    const { port } = new URL(server.origin)
    const session = http2.connect('http://outside.example', { host: '127.0.0.1', port } as never)
    onTestFinished(() => session.destroy())
    const found = await inRequest(() => arrived(session.request()), told)
    expect(found).not.toHaveProperty('x-request-id')
  })

  test('a tunnel carries nothing, an extended CONNECT does', async () => {
    const seen: unknown[] = []
    const { origin, close } = await listen(
      nodeHttp2
        .createServer({ settings: { enableConnectProtocol: true } })
        .on('stream', (stream, headers) => {
          seen.push([headers[':protocol'], headers['x-request-id']])
          stream.respond()
          stream.end()
        }),
    )
    const session = http2.connect(origin)
    await once(session, 'remoteSettings')
    for (const headers of [
      { ':authority': 'a:1' },
      { ':protocol': 'websocket', ':authority': new URL(origin).host, ':path': '/' },
    ]) {
      const stream = inRequest(() => session.request({ ':method': 'CONNECT', ...headers }))
      await once(stream.resume(), 'close')
    }
    session.destroy()
    await close()
    expect(seen).toEqual([
      [undefined, undefined],
      ['websocket', 'r-1'],
    ])
  })
})

describe('on a session that requests share', () => {
  test.each([
    ['that is not open yet', false],
    ['that another request has opened', true],
  ])('%s, all events come in the context of their request', async (_which, isOpen) => {
    const strays = new Set<string>()
    const { origin, close } = await listen(
      nodeHttp2.createServer().on('stream', (stream) => {
        // With trailers, Node tells the end of an answer from the connection.
        stream.respond({}, { waitForTrailers: true })
        stream.on('wantTrailers', () => stream.sendTrailers({ 'x-trailer': '1' }))
        stream.write('early')
        stream.resume().on('end', () => setTimeout(() => stream.end('late'), 5))
      }),
    )
    const session = withHeaders({ 'x-request-id': 'first' }, () => http2.connect(origin))
    if (isOpen) await once(session, 'connect')
    const visit = async (name: string | undefined) => {
      const stream = session.request({ ':method': 'POST' })
      for (const event of [
        'response',
        'data',
        'end',
        'finish',
        'close',
        'ready',
        'drain',
        'trailers',
      ])
        stream.on(event, () => {
          const id = current()?.get('x-request-id')
          if (id !== name) strays.add(`${event} of ${name} in ${id}`)
        })
      stream.write('x'.repeat(100_000))
      stream.end()
      await once(stream, 'close')
    }
    await Promise.all(
      ['r-1', 'r-2', 'r-3', undefined].map((name) =>
        name ? withHeaders({ 'x-request-id': name }, () => visit(name)) : visit(undefined),
      ),
    )
    session.destroy()
    await close()
    expect([...strays]).toEqual([])
  })

  test('of 1,000 requests that overlap, each gets its own', async () => {
    const session = connect()
    const names = Array.from({ length: 1_000 }, (_, i) => (i % 10 === 9 ? undefined : `r-${i}`))
    const found = await Promise.all(
      names.map((name) => {
        const call = () => arrived(session.request({ ':path': `/?hold=${name ? 2 : 1}` }))
        return name ? withHeaders({ 'x-request-id': name }, call) : call()
      }),
    )
    expect(found.map((headers) => headers['x-request-id'])).toEqual(names)
  })
})

describe('the module', () => {
  test('is node:http2 but for `connect`', () => {
    expect(http2.constants).toBe(nodeHttp2.constants)
    expect(http2.sensitiveHeaders).toBe(nodeHttp2.sensitiveHeaders)
    expect(http2.createServer).toBe(nodeHttp2.createServer)
  })

  test('connects with a callback, options, and promisified', async () => {
    const { opened, open } = gate()
    const sessions = [connect(undefined, open), connect(undefined, {}, () => undefined)]
    await opened
    const promised = (await promisify(http2.connect)(server.origin)) as ClientHttp2Session
    onTestFinished(() => promised.destroy())
    for (const session of [...sessions, promised])
      expect(await inRequest(() => arrived(session.request()))).toEqual(inbound)
  })

  test('connects over TLS', async () => {
    const secure = await listen(
      nodeHttp2.createSecureServer(await certificate(), (req, res) => {
        res.end(JSON.stringify({ headers: req.headers }))
      }),
      true,
    )
    const session = http2.connect(secure.origin, { rejectUnauthorized: false })
    expect(await inRequest(() => arrived(session.request()))).toMatchObject(inbound)
    session.destroy()
    await secure.close()
  })

  test.each([['no URL'], ['ftp://a'], [undefined]])('refuses %s as without', (authority) => {
    const refusal = (make: typeof nodeHttp2.connect) => {
      try {
        return make(authority as never)
      } catch (error) {
        return String(error)
      }
    }
    expect(refusal(http2.connect)).toBe(refusal(nodeHttp2.connect))
  })
})

describe('a session that was made elsewhere', () => {
  test('carries, and stays itself, however often it is wrapped', async () => {
    const session = connect(nodeHttp2.connect)
    const { request } = wrapSession(session, server.origin)
    expect(wrapSession(session, new URL(server.origin))).toBe(session)
    expect(session.request).toBe(request)
    expect(await inRequest(() => arrived(session.request()))).toEqual(inbound)
  })

  test('goes where its origin says', async () => {
    const session = wrapSession(connect(nodeHttp2.connect), 'http://outside.example')
    const options = { warnOnRefusal: false }
    expect(await inRequest(() => arrived(session.request()), options)).toEqual({})
  })

  test.each([[undefined], ['reviews:9080'], ['ftp://a'], [5]])(
    'needs an origin, not %s',
    (origin) => {
      const session = connect(nodeHttp2.connect)
      expect(() => wrapSession(session, origin as never)).toThrow(
        /write wrapSession\(session, 'http/,
      )
    },
  )

  test('fails as it would without when it is closed', async () => {
    const failure = async (make: typeof nodeHttp2.connect) => {
      const session = connect(make)
      session.destroy()
      try {
        // Node 20 and 22 throw, later ones say so in an event.
        const [error] = await once(session.request(), 'error')
        return error.code
      } catch (error) {
        return (error as NodeJS.ErrnoException).code
      }
    }
    const ours = await inRequest(() => failure(http2.connect))
    expect(ours).toBe(await failure(nodeHttp2.connect))
  })
})
