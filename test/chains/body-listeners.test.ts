import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { connect, type Socket } from 'node:net'
import { current } from '@waybill/core'
import { waybill as expressWaybill } from '@waybill/express'
import { waybill as httpWaybill } from '@waybill/http'
import { waybill as koaWaybill } from '@waybill/koa'
import express from 'express'
import express4 from 'express4'
import Koa from 'koa'
import Koa2 from 'koa2'
import { describe, expect, test } from 'vitest'
import { listen } from '../kit/echo-server.ts'

type Watch = (req: IncomingMessage, res: ServerResponse) => void

/** Each framework, with a handler that takes over the raw request and response. */
const frameworks: [string, (watch: Watch) => RequestListener][] = [
  ['express 5', (watch) => express().use(expressWaybill(), (req, res) => watch(req, res))],
  ['express 4', (watch) => express4().use(expressWaybill(), (req, res) => watch(req, res))],
  ['koa 3', (watch) => koaApp(new Koa(), watch)],
  ['koa 2', (watch) => koaApp(new Koa2(), watch)],
  ['node:http', (watch) => httpWaybill(watch)],
]

const id = () => current()?.get('x-request-id') ?? 'none'

describe.each(frameworks)('with %s', (_name, appOf) => {
  test('data and end listeners of a body that comes late run with the right waybill', async () => {
    const seen: string[] = []
    const { socket, close } = await start(
      appOf((req, res) => {
        req.on('data', (chunk: Buffer) => seen.push(`data ${chunk} ${id()}`))
        req.on('end', () => {
          seen.push(`end ${id()}`)
          res.end(`<${id()}>`)
        })
        res.on('finish', () => seen.push(`finish ${id()}`))
        res.on('close', () => seen.push(`close ${id()}`))
      }),
    )
    // Two requests over one keep-alive socket, the body of each in packets of its own.
    for (const request of ['first', 'second']) {
      socket.write(
        `POST / HTTP/1.1\r\nHost: x\r\nx-request-id: ${request}\r\nContent-Length: 4\r\n\r\n`,
      )
      await packet()
      socket.write('12')
      await packet()
      socket.write('34')
      await answers(socket, [request])
    }
    await close()
    const expected = (request: string) =>
      ['data 12', 'data 34', 'end', 'finish', 'close'].map((event) => `${event} ${request}`)
    expect(seen).toEqual([...expected('first'), ...expected('second')])
  })

  test('pipelined requests each finish and close with their own waybill', async () => {
    const seen: string[] = []
    const { socket, close } = await start(
      appOf((req, res) => {
        const own = id()
        res.on('finish', () => seen.push(`${own} finish ${id()}`))
        res.on('close', () => seen.push(`${own} close ${id()}`))
        req.resume().on('end', () => setTimeout(() => res.end(`<${id()}>`), own === 'r0' ? 30 : 1))
      }),
    )
    const names = ['r0', 'r1', 'r2', 'r3']
    socket.write(
      names.map((name) => `GET / HTTP/1.1\r\nHost: x\r\nx-request-id: ${name}\r\n\r\n`).join(''),
    )
    await answers(socket, names)
    await close()
    expect(seen.sort()).toEqual(
      names.flatMap((name) => [`${name} close ${name}`, `${name} finish ${name}`]),
    )
  })

  test('an aborted request tells its listeners with its own waybill', async () => {
    const seen: string[] = []
    let aborted: () => void
    const isAborted = new Promise<void>((resolve) => {
      aborted = resolve
    })
    const { socket, close } = await start(
      appOf((req, res) => {
        req.on('error', () => seen.push(`error ${id()}`))
        req.on('data', () => socket.destroy())
        res.on('close', () => {
          seen.push(`close ${id()}`)
          aborted()
        })
      }),
    )
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nx-request-id: gone\r\nContent-Length: 10\r\n\r\n12')
    await isAborted
    await close()
    expect([...new Set(seen)]).toEqual(expect.arrayContaining(['close gone']))
    expect(seen.filter((line) => !line.endsWith(' gone'))).toEqual([])
  })

  test('a request without headers does not see those of the one before it on the same socket', async () => {
    const { socket, close } = await start(
      appOf((req, res) => req.resume().on('end', () => res.end(`<${id()}>`))),
    )
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nx-request-id: first\r\n\r\n')
    await answers(socket, ['first'])
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await answers(socket, ['none'])
    await close()
  })
})

function koaApp(app: Koa, watch: Watch): RequestListener {
  app.silent = true
  app.use(koaWaybill())
  app.use(async (ctx) => {
    ctx.respond = false
    watch(ctx.req, ctx.res)
  })
  return app.callback()
}

async function start(
  listener: RequestListener,
): Promise<{ socket: Socket; close(): Promise<void> }> {
  const server = await listen(createServer(listener))
  const socket = connect(Number(new URL(server.origin).port), '127.0.0.1').setNoDelay()
  socket.on('error', () => undefined)
  return {
    socket,
    async close() {
      socket.destroy()
      await server.close()
    },
  }
}

/** Waits until each of these bodies has come over the socket, in this order. */
async function answers(socket: Socket, bodies: string[]): Promise<void> {
  let text = ''
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += chunk
    const found = [...text.matchAll(/<(\w+)>/g)].map(([, body]) => body)
    if (found.length >= bodies.length) {
      expect(found).toEqual(bodies)
      return
    }
  }
}

/** Lets what was written leave as a packet of its own. */
function packet(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5))
}
