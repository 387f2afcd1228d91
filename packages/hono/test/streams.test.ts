import { request } from 'node:http'
import { connect } from 'node:net'
import { bind, current } from '@waybill/core'
import { fetch as waybillFetch } from '@waybill/fetch'
import { waybill } from '@waybill/hono'
import { gate } from '@waybill/testing'
import type { Hono } from 'hono'
import { stream, streamSSE, streamText } from 'hono/streaming'
import { describe, expect, test } from 'vitest'
import { arrivedId } from '../../../test/kit/arrived-id.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { sendInPieces as send } from '../../../test/kit/send-in-pieces.ts'
import { startApp } from './start-app.ts'

const echo = runningEcho()
const id = () => current()?.get('x-request-id')

/** Forwards to the echo server and gives the request id that arrived there. */
const forwarded = () => arrivedId(waybillFetch(echo.origin))

const start = (build: (app: Hono) => void) =>
  startApp((app) => {
    app.use(waybill())
    build(app)
  })

describe('an answer that is streamed is made in the context of its request', () => {
  const piece = async () => `${id()} ${await forwarded()};`

  test.each<[string, (app: Hono) => void, string]>([
    [
      'stream',
      (app) =>
        app.get('/', (c) =>
          stream(c, async (out) => {
            for (let i = 0; i < 3; i++) await out.write(await piece())
          }),
        ),
      'r-1 r-1;r-1 r-1;r-1 r-1;',
    ],
    [
      'streamText',
      (app) =>
        app.get('/', (c) =>
          streamText(c, async (out) => {
            await out.write(await piece())
            await out.sleep(1)
            await out.write(await piece())
          }),
        ),
      'r-1 r-1;r-1 r-1;',
    ],
    [
      'streamSSE',
      (app) =>
        app.get('/', (c) => streamSSE(c, async (out) => out.writeSSE({ data: await piece() }))),
      'data: r-1 r-1;\n\n',
    ],
    [
      'the handler of its errors',
      (app) =>
        app.get('/', (c) =>
          stream(
            c,
            async () => {
              throw new Error('mine')
            },
            async (_error, out) => void (await out.write(await piece())),
          ),
        ),
      'r-1 r-1;',
    ],
    [
      'a web stream that begins by itself',
      (app) =>
        app.get('/', (c) =>
          c.body(
            new ReadableStream({
              async start(controller) {
                controller.enqueue(new TextEncoder().encode(await piece()))
                controller.close()
              },
            }),
          ),
        ),
      'r-1 r-1;',
    ],
    [
      'a web stream that is asked for its pieces, bound',
      (app) =>
        app.get('/', (c) => {
          let count = 0
          const pull = bind(async (controller: ReadableStreamDefaultController) => {
            if (count === 3) controller.close()
            else controller.enqueue(new TextEncoder().encode(await piece()))
            count += 1
          })
          return c.body(new ReadableStream({ pull }))
        }),
      'r-1 r-1;r-1 r-1;r-1 r-1;',
    ],
  ])('%s', async (_how, build, expected) => {
    expect((await send(await start(build))).text).toBe(expected)
  })
})

test('what ends when the client goes does so in the context of its request', async () => {
  const seen: unknown[] = []
  const over = gate()
  const end = (what: string) => {
    seen.push([what, id()])
    if (seen.length === 2) over.open()
  }
  const origin = await start((app) => {
    app.get('/', (c) => {
      c.req.raw.signal.addEventListener('abort', () => end('signal'))
      return stream(c, async (out) => {
        out.onAbort(() => end('stream'))
        await out.write('x')
        await over.opened
      })
    })
  })
  const headers = { 'x-request-id': 'r-1' }
  const call = request(origin, { headers }, (response) => {
    response.on('error', () => undefined).once('data', () => call.destroy())
  })
  call.on('error', () => undefined).end()
  await over.opened
  expect(seen.sort()).toEqual([
    ['signal', 'r-1'],
    ['stream', 'r-1'],
  ])
})

test('requests that come in one piece end in their own contexts', async () => {
  const seen: unknown[] = []
  const over = gate()
  const origin = await start((app) => {
    app.get('/:name', (c) => {
      const { outgoing } = (c as never as { env: { outgoing: NodeJS.EventEmitter } }).env
      for (const event of ['finish', 'close']) {
        outgoing.on(event, () => {
          seen.push([c.req.param('name'), id()])
          if (seen.length === 6) over.open()
        })
      }
      return c.text('x')
    })
  })
  const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => {
    const names = ['a', 'b', 'c']
    socket.write(
      names.map((n) => `GET /${n} HTTP/1.1\r\nhost: x\r\nx-request-id: ${n}\r\n\r\n`).join(''),
    )
  })
  await over.opened
  socket.destroy()
  expect(seen.every((one) => (one as string[])[0] === (one as string[])[1])).toBe(true)
})
