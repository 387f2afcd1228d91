import { createServer, type RequestListener, request } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { current } from '@waybill/core'
import { waybill } from '@waybill/express'
import { fetch as waybillFetch } from '@waybill/fetch'
import express, { type NextFunction, type Request, type Response } from 'express'
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

  describe('after the body is parsed, a call carries the headers', () => {
    test.each<[string, express.RequestHandler, string, string]>([
      ['json', framework.json(), 'application/json', '{"a":1}'],
      [
        'urlencoded',
        framework.urlencoded({ extended: true }),
        'application/x-www-form-urlencoded',
        'a=1&b=2',
      ],
      ['text', framework.text(), 'text/plain', 'text'],
      ['raw', framework.raw(), 'application/octet-stream', 'bytes'],
    ])('%s', async (_parser, parser, type, body) => {
      const origin = await start((app) => {
        app.use(waybill(), parser)
        app.post('/', async (req, res) => {
          res.json([Object.keys(Object(req.body)).length > 0, id(), await forwarded()])
        })
      })
      const { text } = await send(origin, body, { 'content-type': type })
      expect(JSON.parse(text)).toEqual([true, 'r-1', 'r-1'])
    })

    test('the events of the request', async () => {
      const origin = await start((app) => {
        app.use(waybill())
        app.post('/', (req, res) => {
          let text = ''
          req.on('data', (chunk) => {
            text += `${chunk}(${id()})`
          })
          req.on('end', async () => res.json([text, id(), await forwarded()]))
        })
      })
      const { text } = await send(origin, 'abcdef')
      expect(JSON.parse(text)).toEqual(['abc(r-1)def(r-1)', 'r-1', 'r-1'])
    })

    test('for await, and a pipeline', async () => {
      const origin = await start((app) => {
        app.use(waybill())
        app.post('/for', async (req, res) => {
          let text = ''
          for await (const chunk of req) text += chunk
          res.json([text, id(), await forwarded()])
        })
        app.post('/pipe', async (req, res) => {
          await pipeline(req, res)
        })
      })
      expect(JSON.parse((await send(`${origin}/for`, 'abcdef')).text)).toEqual([
        'abcdef',
        'r-1',
        'r-1',
      ])
      expect((await send(`${origin}/pipe`, 'abcdef')).text).toBe('abcdef')
    })

    test('and a body that cannot be parsed reaches the error handler in its context', async () => {
      const origin = await start((app) => {
        app.use(waybill(), framework.json())
        app.use((_error: Error, _req: Request, res: Response, _next: NextFunction) => {
          forwarded().then((seen) => res.status(400).json([id(), seen]))
        })
      })
      const { status, text } = await send(origin, '{"a', { 'content-type': 'application/json' })
      expect([status, JSON.parse(text)]).toEqual([400, ['r-1', 'r-1']])
    })
  })
})
