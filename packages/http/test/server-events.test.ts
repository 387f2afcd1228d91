import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import http2, { type ClientHttp2Session, type ServerHttp2Stream } from 'node:http2'
import { createServer as createSecureServer, request as secureRequest } from 'node:https'
import { connect as connectSocket } from 'node:net'
import type { Duplex } from 'node:stream'
import { current } from '@waybill/core'
import { waybill } from '@waybill/http'
import { expect, test } from 'vitest'
import { certificate } from '../../../test/kit/certificate.ts'
import { listen } from '../../../test/kit/echo-server.ts'

const id = () => current()?.get('x-request-id')
const headers = { 'x-request-id': 'r-1' }

test('checkContinue and checkExpectation run in the context of their request', async () => {
  const server = createServer()
  const answer = waybill((_req: IncomingMessage, res: { end(text: unknown): void }) =>
    res.end(id()),
  )
  server.on('checkContinue', answer).on('checkExpectation', answer)
  const { origin, close } = await listen(server)
  for (const expect_ of ['100-continue', 'something']) {
    const call = request(origin, { headers: { ...headers, expect: expect_ } })
    call.flushHeaders()
    const [response] = await once(call, 'response')
    expect(await text(response)).toBe('r-1')
  }
  await close()
})

test.each([
  ['upgrade', { connection: 'upgrade', upgrade: 'x' }, 'GET', '/'],
  ['connect', {}, 'CONNECT', 'a:1'],
])(
  '%s runs in the context of its request, and so does what comes over the socket',
  async (event, more, method, target) => {
    const seen: unknown[] = []
    const listener = waybill((_req: IncomingMessage, socket: Duplex) => {
      seen.push(id())
      socket.write('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n')
      socket.on('data', () => {
        seen.push(id())
        socket.end()
      })
    })
    const { origin, close } = await listen(createServer().on(event, listener as never))
    const socket = connectSocket(Number(new URL(origin).port), '127.0.0.1')
    const lines = Object.entries({ host: 'a', ...headers, ...more }).map(
      ([n, v]) => `${n}: ${v}\r\n`,
    )
    socket.write(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`)
    await once(socket, 'data')
    socket.write('more')
    await once(socket.resume(), 'close')
    expect(seen).toEqual(['r-1', 'r-1'])
    await close()
  },
)

test('https servers capture as http servers do', async () => {
  const { origin, close } = await listen(
    createSecureServer(
      await certificate(),
      waybill((_req: IncomingMessage, res: { end(text: unknown): void }) => res.end(id())),
    ),
    true,
  )
  const call = secureRequest(origin, { headers, rejectUnauthorized: false })
  call.end()
  const [response] = await once(call, 'response')
  expect(await text(response)).toBe('r-1')
  await close()
})

/** Sends over HTTP/2, the body only when `late` has settled. */
async function sendHttp2(
  session: ClientHttp2Session,
  late?: Promise<unknown>,
): Promise<{ body: string; headers: http2.IncomingHttpHeaders }> {
  const stream = session.request({ ':method': 'POST', ...headers })
  const answered = once(stream, 'response')
  await (late ?? answered)
  stream.end('late')
  const [answer] = await answered
  return { body: await text(stream), headers: answer }
}

test('http2 requests carry a late body and their end in their context', async () => {
  const seen: unknown[] = []
  const server = http2.createServer(
    waybill(
      (req: http2.Http2ServerRequest, res: http2.Http2ServerResponse) => {
        res.writeHead(200)
        res.write(' ')
        req.on('data', () => seen.push(['data', id()]))
        req.on('end', () => res.end(String(id())))
        res.on('finish', () => seen.push(['finish', id()]))
      },
      { echo: ['x-request-id'] },
    ),
  )
  const { origin, close } = await listen(server as never)
  const session = http2.connect(origin)
  const answer = await sendHttp2(session)
  expect(answer.body.trim()).toBe('r-1')
  expect(answer.headers['x-request-id']).toBe('r-1')
  expect(seen).toEqual([
    ['data', 'r-1'],
    ['finish', 'r-1'],
  ])
  session.close()
  await close()
})

test('streams of http2 carry a late body and their end in their context', async () => {
  const seen: unknown[] = []
  let ask = () => {}
  const asked = new Promise<void>((resolve) => {
    ask = resolve
  })
  const server = http2.createServer()
  server.on(
    'stream',
    waybill((stream: ServerHttp2Stream) => {
      seen.push(['stream', id()])
      stream.on('data', () => seen.push(['data', id()]))
      stream.on('end', () => {
        stream.respond()
        stream.end(id())
      })
      stream.on('close', () => seen.push(['close', id()]))
      ask()
    }),
  )
  const { origin, close } = await listen(server as never)
  const session = http2.connect(origin)
  expect((await sendHttp2(session, asked)).body).toBe('r-1')
  session.close()
  await close()
  expect(seen).toEqual([
    ['stream', 'r-1'],
    ['data', 'r-1'],
    ['close', 'r-1'],
  ])
})

async function text(readable: AsyncIterable<unknown>): Promise<string> {
  let whole = ''
  for await (const chunk of readable) whole += chunk
  return whole
}
