import { createServer, type RequestListener, request } from 'node:http'
import { Readable } from 'node:stream'
import { current } from '@waybill/core'
import { waybill } from '@waybill/express'
import { fetch as waybillFetch } from '@waybill/fetch'
import express from 'express'
import express4 from 'express4'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type EchoServer, listen, type Received, startEcho } from '../../../test/kit/echo-server.ts'

let echo: EchoServer
beforeAll(async () => {
  echo = await startEcho()
})
afterAll(() => echo.close())

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const id = () => current()?.get('x-request-id')
const headers = { 'x-request-id': 'r-1' }

/** Forwards to the echo server and gives the request id that arrived there. */
async function forwarded(): Promise<unknown> {
  const response = await waybillFetch(echo.origin)
  return ((await response.json()) as Received).headers['x-request-id']
}

/** Sends a request, its body in two pieces, the second only after the first has left. */
function send(
  origin: string,
  body = '',
  more: object = {},
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const method = body ? 'POST' : 'GET'
    const call = request(origin, { method, headers: { ...headers, ...more } }, async (response) => {
      let text = ''
      for await (const chunk of response) text += chunk
      resolve({ status: response.statusCode ?? 0, text })
    })
    call.on('error', reject)
    if (!body) call.end()
    else call.write(body.slice(0, 3), () => setImmediate(() => call.end(body.slice(3))))
  })
}

describe.each([
  ['express 5', express],
  ['express 4', express4],
])('%s', (_name, framework) => {
  async function start(build: (app: express.Express) => void): Promise<string> {
    const app = framework()
    app.set('env', 'test')
    build(app)
    const { origin, close } = await listen(createServer(app as RequestListener))
    closers.push(close)
    return origin
  }

  test('a middleware before it may answer by itself', async () => {
    const origin = await start((app) => {
      app.use((_req, res) => void res.json([id() ?? null]))
      app.use(waybill())
    })
    expect(JSON.parse((await send(origin)).text)).toEqual([null])
  })

  test('in a router it counts for that router alone', async () => {
    const origin = await start((app) => {
      const router = framework.Router()
      router.use(waybill())
      router.get('/', async (_req, res) => void res.json([id(), await forwarded()]))
      app.use('/in', router)
      app.get(
        '/out',
        async (_req, res) => void res.json([id() ?? null, (await forwarded()) ?? null]),
      )
    })
    expect(JSON.parse((await send(`${origin}/in`)).text)).toEqual(['r-1', 'r-1'])
    expect(JSON.parse((await send(`${origin}/out`)).text)).toEqual([null, null])
  })

  test('of two in one app the inner one counts', async () => {
    const origin = await start((app) => {
      app.use(waybill({ headers: ['x-outer', 'x-both'] }))
      app.use('/in', waybill({ headers: ['x-inner', 'x-both'] }))
      app.use((_req, res) => {
        const seen = ['x-outer', 'x-inner', 'x-both'].map(
          (header) => current()?.get(header) ?? null,
        )
        res.on('finish', () => finished.push([...seen, current()?.get('x-inner') ?? null]))
        res.json(seen)
      })
    })
    const finished: unknown[] = []
    const more = { 'x-outer': 'o', 'x-inner': 'i', 'x-both': 'b' }
    expect(JSON.parse((await send(`${origin}/in`, '', more)).text)).toEqual([null, 'i', 'b'])
    expect(JSON.parse((await send(`${origin}/out`, '', more)).text)).toEqual(['o', null, 'b'])
    expect(finished).toEqual([
      [null, 'i', 'b', 'i'],
      ['o', null, 'b', null],
    ])
  })

  test('a sub-application takes part', async () => {
    const origin = await start((app) => {
      const inner = framework()
      inner.get('/', (_req, res) => void res.json([id()]))
      app.use(waybill())
      app.use('/inner', inner)
    })
    expect(JSON.parse((await send(`${origin}/inner`)).text)).toEqual(['r-1'])
  })

  test('a response that streams makes its pieces in the context of the request', async () => {
    const seen: unknown[] = []
    const origin = await start((app) => {
      app.use(waybill())
      app.get('/', (_req, res) => {
        res.on('finish', () => seen.push(['finish', id()]))
        Readable.from(pieces()).pipe(res)
      })
    })
    async function* pieces() {
      for (let i = 0; i < 3; i++) yield `${id()} ${await forwarded()};`
    }
    expect((await send(origin)).text).toBe('r-1 r-1;r-1 r-1;r-1 r-1;')
    expect(seen).toEqual([['finish', 'r-1']])
  })

  test('two requests that are open at once keep their own', async () => {
    const both = gate(2)
    const origin = await start((app) => {
      app.use(waybill())
      app.get('/', async (_req, res) => {
        await both()
        res.json([id(), await forwarded()])
      })
    })
    const answers = ['r-1', 'r-2'].map((own) => send(origin, '', { 'x-request-id': own }))
    expect((await Promise.all(answers)).map(({ text }) => JSON.parse(text))).toEqual([
      ['r-1', 'r-1'],
      ['r-2', 'r-2'],
    ])
  })
})

/** A function whose promise settles when it was called so many times. */
function gate(times: number): () => Promise<void> {
  const waiting: (() => void)[] = []
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve)
      if (waiting.length === times) for (const go of waiting) go()
    })
}
