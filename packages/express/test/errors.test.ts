import { current } from '@waybill/core'
import { waybill } from '@waybill/express'
import type express from 'express'
import type { NextFunction, Request, Response } from 'express'
import { describe, expect, test } from 'vitest'
import { sendInPieces as send } from '../../../test/kit/send-in-pieces.ts'
import { frameworks, startApp } from './start-app.ts'

const id = () => current()?.get('x-request-id')

describe.each(frameworks)('%s', (name, framework) => {
  const start = (build: (app: express.Express) => void) => startApp(framework, build)

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
