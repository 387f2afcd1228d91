import { createServer, type RequestListener } from 'node:http'
import { current } from '@waybill/core'
import { waybill } from '@waybill/express'
import express, { type NextFunction, type Request, type Response } from 'express'
import express4 from 'express4'
import { afterEach, describe, expect, test } from 'vitest'
import { listen } from '../../../test/kit/echo-server.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const id = () => current()?.get('x-request-id')
const headers = { 'x-request-id': 'r-1' }

/** Sends a request and gives the answer. */
async function send(origin: string): Promise<{ status: number; text: string }> {
  const response = await fetch(origin, { headers })
  return { status: response.status, text: await response.text() }
}

describe.each([
  ['express 5', express],
  ['express 4', express4],
])('%s', (name, framework) => {
  async function start(build: (app: express.Express) => void): Promise<string> {
    const app = framework()
    app.set('env', 'test')
    build(app)
    const { origin, close } = await listen(createServer(app as RequestListener))
    closers.push(close)
    return origin
  }

  describe('errors reach the handling of the framework, in the context of the request', () => {
    const errors: [string, express.RequestHandler][] = [
      [
        'thrown',
        () => {
          throw new Error('mine')
        },
      ],
      ['given to next', (_req, _res, next) => next(new Error('mine'))],
      [
        'given to next later',
        (_req, _res, next) => void setImmediate(() => next(new Error('mine'))),
      ],
    ]
    if (name === 'express 5') {
      errors.push(['rejected', async () => Promise.reject(new Error('mine'))])
    }

    test.each(errors)('%s', async (_how, handler) => {
      const origin = await start((app) => {
        app.use(waybill())
        app.get('/', handler)
        app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => {
          res.status(418).json([error.message, id()])
        })
      })
      const { status, text } = await send(origin)
      expect([status, JSON.parse(text)]).toEqual([418, ['mine', 'r-1']])
    })

    test('a handler without an answer is 404, and one that throws 500', async () => {
      const origin = await start((app) => {
        app.use(waybill())
        app.get('/throws', () => {
          throw new Error('mine')
        })
      })
      expect((await send(`${origin}/none`)).status).toBe(404)
      expect((await send(`${origin}/throws`)).status).toBe(500)
    })
  })
})
