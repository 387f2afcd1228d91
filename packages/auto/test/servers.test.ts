import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, request } from 'node:http'
import http2, { type ClientHttp2Session, type ServerHttp2Stream } from 'node:http2'
import { createServer as createSecureServer, request as secureRequest } from 'node:https'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { current } from '@waybill/core'
import { waybill as expressWaybill } from '@waybill/express'
import { waybill } from '@waybill/http'
import express from 'express'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { certificate } from '../../../test/kit/certificate.ts'
import { type Listening, listen } from '../../../test/kit/echo-server.ts'
import { gate } from '../../../test/kit/gate.ts'
import { start, stop } from '../src/api.ts'

const id = () => current()?.get('x-request-id')
const headers = { 'x-request-id': 'r-1' }
const answering: RequestListener = (_req, res) => res.end(String(id()))

const early = createServer(answering)

beforeAll(() => start({ echo: ['x-request-id'] }))
afterAll(stop)

async function serve(server: Listening, isSecure = false): Promise<string> {
  const { origin, close } = await listen(server, isSecure)
  onTestFinished(close)
  return origin
}

async function answerOf(origin: string, more: object = headers): Promise<string> {
  const call = (origin.startsWith('https') ? secureRequest : request)(origin, {
    headers: more as never,
    rejectUnauthorized: false,
  } as object)
  call.end()
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  return text(response)
}

/** What comes back for requests that are sent over one connection at once. */
async function pipelined(origin: string, ids: (string | undefined)[]): Promise<string> {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1')
  const last = ids.length - 1
  const lines = ids.map(
    (one, i) =>
      `GET / HTTP/1.1\r\nhost: a\r\n${one ? `x-request-id: ${one}\r\n` : ''}${i === last ? 'connection: close\r\n' : ''}\r\n`,
  )
  socket.write(lines.join(''))
  return text(socket)
}

test('a server that was made before has its requests in their context', async () => {
  expect(await answerOf(await serve(early))).toBe('r-1')
})

test('so has one of https', async () => {
  const server = createSecureServer(await certificate(), answering)
  expect(await answerOf(await serve(server, true))).toBe('r-1')
})

test('so has a class that is made of http.Server', async () => {
  const { Server } = await import('node:http')
  class Own extends Server {}
  expect(await answerOf(await serve(new Own(answering)))).toBe('r-1')
})

test('the header that is to be echoed is on the answer', async () => {
  const origin = await serve(createServer(answering))
  expect((await fetch(origin, { headers })).headers.get('x-request-id')).toBe('r-1')
})

test('all listeners of a request are in one context', async () => {
  const seen: unknown[] = []
  const server = createServer((_req, res) => {
    seen.push(current())
    res.end()
  }).prependListener('request', () => seen.push(current()))
  await answerOf(await serve(server))
  expect(seen[0]).toBe(seen[1])
})

test('a request that is passed on to another server keeps its context', async () => {
  const seen: unknown[] = []
  const inner = createServer((_req, res) => {
    seen.push(current())
    res.end(id())
  })
  const outer = createServer((req, res) => {
    seen.push(current())
    inner.emit('request', req, res)
  })
  expect(await answerOf(await serve(outer))).toBe('r-1')
  expect(seen[0]).toBe(seen[1])
})

test('pipelined requests see their own, to the last event', async () => {
  const seen: string[] = []
  const { asked, ask } = gate()
  const origin = await serve(
    createServer((_req, res) => {
      const own = String(id())
      for (const event of ['finish', 'close']) res.on(event, () => seen.push(`${own} ${id()}`))
      if (own === 'd') ask()
      asked.then(() => res.end('.'))
    }),
  )
  await pipelined(origin, ['a', 'b', undefined, 'c', 'd'])
  expect(seen.filter((line) => line.split(' ')[0] !== line.split(' ')[1])).toEqual([])
  expect(seen).toHaveLength(10)
})

test('a body that comes late is read in the context of its request', async () => {
  const { asked, ask } = gate()
  const seen: unknown[] = []
  const origin = await serve(
    createServer((req, res) => {
      req.on('data', () => seen.push(id())).on('end', () => res.end(String(id())))
      ask()
    }),
  )
  const call = request(origin, { method: 'POST', headers })
  call.flushHeaders()
  await asked
  call.end('late')
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  expect([...seen, await text(response)]).toEqual(['r-1', 'r-1'])
})

test.each(['100-continue', 'something'])(
  'a request that expects %s is in its context',
  async (what) => {
    const server = createServer()
    const passOn: RequestListener = (req, res) => server.emit('request', req, res)
    server.on('request', answering).on('checkContinue', passOn).on('checkExpectation', passOn)
    expect(await answerOf(await serve(server), { ...headers, expect: what })).toBe('r-1')
  },
)

test.each([
  ['upgrade', { connection: 'upgrade', upgrade: 'x' }, 'GET', '/'],
  ['connect', {}, 'CONNECT', 'a:1'],
])(
  '%s is in the context of its request, and so is its socket',
  async (event, more, method, target) => {
    const seen: unknown[] = []
    const server = createServer().on(event, (_req: IncomingMessage, socket: Duplex) => {
      seen.push(id())
      socket.write('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n')
      socket.on('data', () => {
        seen.push(id())
        socket.end()
      })
    })
    const socket = connect(Number(new URL(await serve(server)).port), '127.0.0.1')
    const lines = Object.entries({ host: 'a', ...headers, ...more }).map(
      ([n, v]) => `${n}: ${v}\r\n`,
    )
    socket.write(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`)
    await once(socket, 'data')
    socket.write('more')
    await once(socket.resume(), 'close')
    expect(seen).toEqual(['r-1', 'r-1'])
  },
)

describe('http2', () => {
  const sessionTo = (origin: string): ClientHttp2Session => {
    const session = http2.connect(origin)
    onTestFinished(() => session.destroy())
    return session
  }
  const ask = async (origin: string, more: object = {}) => {
    const stream = sessionTo(origin).request({ ':method': 'POST', ...headers, ...more })
    stream.end('late')
    return text(stream)
  }
  const answer = (_req: unknown, res: { end(text: string): void }) => res.end(String(id()))

  test('requests are in their context, with a late body', async () => {
    const server = http2.createServer((req, res) => {
      req.on('data', () => undefined).on('end', () => res.end(String(id())))
    })
    expect(await ask(await serve(server as never))).toBe('r-1')
  })

  test('streams are, too', async () => {
    const server = http2.createServer().on('stream', (stream: ServerHttp2Stream) => {
      stream.respond()
      stream.resume().on('end', () => stream.end(String(id())))
    })
    expect(await ask(await serve(server as never))).toBe('r-1')
  })

  test('a request and its stream are in one context', async () => {
    const seen: unknown[] = []
    const server = http2
      .createServer((_req, res) => {
        seen.push(current())
        res.end()
      })
      .prependListener('stream', () => seen.push(current()))
    await ask(await serve(server as never))
    expect([seen.length, seen[0] === seen[1], seen[0] === undefined]).toEqual([2, true, false])
  })

  test('a server that takes HTTP/1.1 beside has both in their context', async () => {
    const server = http2.createSecureServer({ ...(await certificate()), allowHTTP1: true }, answer)
    const origin = await serve(server as never, true)
    const session = http2.connect(origin, { rejectUnauthorized: false })
    onTestFinished(() => session.destroy())
    expect([await answerOf(origin), await text(session.request(headers).end())]).toEqual([
      'r-1',
      'r-1',
    ])
  })

  test('a request that expects 100-continue is in its context', async () => {
    const server = http2.createServer(answer).on('checkContinue', answer)
    expect(await ask(await serve(server as never), { expect: '100-continue' })).toBe('r-1')
  })
})

describe('beside explicit adapters', () => {
  const own = { headers: ['x-own', 'x-request-id'] }

  test('a wrapped listener takes over, with its policy', async () => {
    const listener: RequestListener = (_req, res) => res.end(`${id()} ${current()?.get('x-own')}`)
    const origin = await serve(createServer(waybill(listener, own)))
    expect(await answerOf(origin, { ...headers, 'x-own': 'o' })).toBe('r-1 o')
  })

  test('a middleware takes over what is behind it, and events come in its context', async () => {
    const { asked, ask } = gate()
    const app = express()
    app.get('/', (_req, res) => void res.end(String(current()?.get('x-own'))))
    app.use(expressWaybill(own))
    app.post('/', (req, res) => {
      req.resume().on('end', () => res.end(String(current()?.get('x-own'))))
      ask()
    })
    const origin = await serve(createServer(app))
    const call = request(origin, { method: 'POST', headers: { 'x-own': 'o' } })
    call.flushHeaders()
    await asked
    call.end('late')
    const [response] = (await once(call, 'response')) as [IncomingMessage]
    expect([await answerOf(origin, { 'x-own': 'o' }), await text(response)]).toEqual([
      'undefined',
      'o',
    ])
  })
})

test('what is no request is passed on as it is', () => {
  const seen: unknown[] = []
  const server = createServer((...args) => seen.push(args))
  server.emit('request')
  server.emit('request', {}, {})
  server.emit('request', null, null)
  expect(seen).toEqual([[], [{}, {}], [null, null]])
})
