import { Readable } from 'node:stream'
import { current } from '@waybill/core'
import { waybill } from '@waybill/koa'
import type Koa from 'koa'
import { describe, expect, test } from 'vitest'
import { sendInPieces as send } from '../../../test/kit/send-in-pieces.ts'
import { frameworks, startApp } from './start-app.ts'

const id = () => current()?.get('x-request-id')

describe.each(frameworks)('%s', (_name, Framework) => {
  const start = (...middleware: Koa.Middleware[]) => startApp(Framework, ...middleware)

  describe('errors reach the handling of Koa, in the context of the request', () => {
    test.each<[string, Koa.Middleware, number]>([
      ['thrown', () => Promise.reject(new Error('mine')), 500],
      [
        'thrown at once',
        () => {
          throw new Error('mine')
        },
        500,
      ],
      ['by ctx.throw', (ctx) => ctx.throw(418, 'mine'), 418],
    ])('%s', async (_how, handler, expected) => {
      const seen: unknown[] = []
      const { app, origin } = await start(waybill(), handler)
      app.on('error', (error: Error) => seen.push([error.message, id()]))
      expect((await send(origin)).status).toBe(expected)
      expect(seen).toEqual([['mine', 'r-1']])
    })

    test('and may be caught by a middleware behind or before', async () => {
      const catching: Koa.Middleware = async (ctx, next) => {
        try {
          await next()
        } catch (error) {
          ctx.body = [(error as Error).message, id() ?? null]
        }
      }
      const failing: Koa.Middleware = async () => {
        throw new Error('mine')
      }
      const behind = await start(waybill(), catching, failing)
      expect(JSON.parse((await send(behind.origin)).text)).toEqual(['mine', 'r-1'])
      const before = await start(catching, waybill(), failing)
      expect(JSON.parse((await send(before.origin)).text)).toEqual(['mine', null])
    })

    test('and nobody answers for 404', async () => {
      const { origin } = await start(waybill(), (_ctx, next) => next())
      expect((await send(origin)).status).toBe(404)
    })
  })

  test('what a stream as the body fails with reaches the handling of Koa', async () => {
    const seen: unknown[] = []
    const { app, origin } = await start(waybill(), (ctx) => {
      ctx.body = new Readable({
        read() {
          this.destroy(new Error('mine'))
        },
      })
    })
    app.on('error', (error: Error) => seen.push([error.message, id()]))
    await send(origin).catch(() => undefined)
    expect(seen).toContainEqual(['mine', 'r-1'])
    expect(seen).not.toContainEqual(['mine', undefined])
  })
})
