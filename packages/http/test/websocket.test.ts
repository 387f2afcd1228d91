import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { bindEmitter, current, forward, type PolicyOptions } from '@waybill/core'
import { waybill } from '@waybill/http'
import { withHeaders } from '@waybill/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type ServerOptions, WebSocket, WebSocketServer } from 'ws'
import { listen } from '../../../test/kit/echo-server.ts'

const id = () => current()?.get('x-request-id')
const inRequest = <R>(name: string, fn: () => R, options?: PolicyOptions) =>
  withHeaders({ 'x-request-id': name }, fn, options)

/** Starts a server of WebSockets, as the README shows it, that tells what its listeners saw. */
async function start(options: ServerOptions = {}, bind = bindEmitter): Promise<string> {
  const sockets = new WebSocketServer({ ...options, noServer: true })
  const server = createServer().on(
    'upgrade',
    waybill((req: IncomingMessage, socket: Duplex, head: Buffer) =>
      sockets.handleUpgrade(req, socket, head, (ws) => sockets.emit('connection', bind(ws), req)),
    ),
  )
  sockets.on('connection', (ws: WebSocket) => {
    const atHandshake = id()
    ws.on('message', (message) => ws.send(`${atHandshake} ${id()} ${message.toString().length}`))
    ws.on('ping', () => ws.send(`ping ${id()}`))
  })
  const { origin, close } = await listen(server)
  onTestFinished(async () => {
    for (const ws of sockets.clients) ws.terminate()
    await close()
  })
  return origin.replace('http', 'ws')
}

/** What a server answers to a message on a socket. */
async function answer(ws: WebSocket, message: string): Promise<string> {
  ws.send(message)
  const [data] = await once(ws, 'message')
  return String(data)
}

async function open(
  url: string,
  headers: Record<string, string>,
  options = {},
): Promise<WebSocket> {
  const ws = new WebSocket(url, { ...options, headers })
  await once(ws, 'open')
  return ws
}

describe('a WebSocketServer behind `upgrade`', () => {
  test('has the waybill of the handshake at each message and ping, sockets apart', async () => {
    const url = await start()
    const names = ['r-1', 'r-2', undefined]
    const all = await Promise.all(
      names.map((name) => open(url, name ? { 'x-request-id': name } : {})),
    )
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(all.map((ws) => answer(ws, 'four')))
      expect(answers).toEqual(names.map((name) => `${name} ${name} 4`))
    }
    const [first] = all
    first?.ping()
    expect(String((await once(first as WebSocket, 'message'))[0])).toBe('ping r-1')
  })

  test('with compression, whose queue is shared by all sockets, too', async () => {
    const url = await start({ perMessageDeflate: { threshold: 0, concurrencyLimit: 1 } })
    const names = Array.from({ length: 12 }, (_, i) => `r-${i}`)
    const all = await Promise.all(names.map((name) => open(url, { 'x-request-id': name })))
    const message = 'x'.repeat(50_000)
    const answers = await Promise.all(all.map((ws) => answer(ws, message)))
    expect(answers).toEqual(names.map((name) => `${name} ${name} 50000`))
  })
})

describe('a WebSocket', () => {
  test('carries what `forward` gives in its headers', async () => {
    const url = await start({ perMessageDeflate: { threshold: 0, concurrencyLimit: 1 } })
    const answers = ['r-1', 'r-2'].map((name) =>
      inRequest(name, async () => {
        const ws = bindEmitter(new WebSocket(url, { headers: forward(url) }))
        await once(ws, 'open')
        const seen: unknown[] = []
        ws.on('message', () => seen.push(id()))
        return [await answer(ws, 'four'), ...seen]
      }),
    )
    expect(await Promise.all(answers)).toEqual([
      ['r-1 r-1 4', 'r-1'],
      ['r-2 r-2 4', 'r-2'],
    ])
  })

  test('that follows redirects decides at each hop, by `finishRequest`', async () => {
    const arrived: unknown[] = []
    const end = await start()
    const redirecting = await listen(
      createServer().on('upgrade', (req, socket) => {
        arrived.push(req.headers['x-request-id'])
        const to = end.replace('127.0.0.1', 'localhost')
        socket.end(`HTTP/1.1 302 Found\r\nlocation: ${to}\r\n\r\n`)
      }),
    )
    const options = { targets: ['127.0.0.1'], warnOnRefusal: false }
    const told = await inRequest(
      'r-1',
      async () => {
        const ws = new WebSocket(redirecting.origin.replace('http', 'ws'), {
          followRedirects: true,
          finishRequest(request, { url }) {
            for (const [name, value] of Object.entries(forward(url, request.getHeaders())))
              request.setHeader(name, value)
            request.end()
          },
        })
        await once(ws, 'open')
        return answer(ws, 'four')
      },
      options,
    )
    await redirecting.close()
    expect([arrived, told]).toEqual([['r-1'], 'undefined undefined 4'])
  })
})
