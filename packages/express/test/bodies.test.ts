import { pipeline } from 'node:stream/promises'
import { current } from '@waybill/core'
import { waybill } from '@waybill/express'
import { fetch as waybillFetch } from '@waybill/fetch'
import type express from 'express'
import type { NextFunction, Request, Response } from 'express'
import { describe, expect, test } from 'vitest'
import { arrivedId } from '../../../test/kit/arrived-id.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { sendInPieces as send } from '../../../test/kit/send-in-pieces.ts'
import { frameworks, startApp } from './start-app.ts'

const echo = runningEcho()
const id = () => current()?.get('x-request-id')

/** Forwards to the echo server and gives the request id that arrived there. */
const forwarded = () => arrivedId(waybillFetch(echo.origin))

describe.each(frameworks)('%s', (_name, framework) => {
  const start = (build: (app: express.Express) => void) => startApp(framework, build)

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
