import { Readable } from 'node:stream'
import { current } from '@waybill/core'
import { fetch as waybillFetch } from '@waybill/fetch'
import { waybill } from '@waybill/koa'
import type Koa from 'koa'
import { describe, expect, test } from 'vitest'
import { arrivedId } from '../../../test/kit/arrived-id.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { sendInPieces as send } from '../../../test/kit/send-in-pieces.ts'
import { frameworks, startApp } from './start-app.ts'

const echo = runningEcho()
const id = () => current()?.get('x-request-id')

/** Forwards to the echo server and gives the request id that arrived there. */
const forwarded = () => arrivedId(waybillFetch(echo.origin))

describe.each(frameworks)('%s', (_name, Framework) => {
  const start = (...middleware: Koa.Middleware[]) => startApp(Framework, ...middleware)

  test('a call carries the headers, before and after next', async () => {
    const { origin } = await start(
      waybill(),
      async (ctx, next) => {
        const before = await forwarded()
        await next()
        ctx.body = [before, ...(ctx.body as unknown[]), await forwarded(), id()]
      },
      async (ctx) => {
        ctx.body = [await forwarded()]
      },
    )
    expect(JSON.parse((await send(origin)).text)).toEqual(['r-1', 'r-1', 'r-1', 'r-1'])
  })

  test('a body is read by for await, and by events, in the context of the request', async () => {
    const { origin } = await start(waybill(), async (ctx) => {
      let text = ''
      if (ctx.path === '/for') {
        for await (const chunk of ctx.req) text += `${chunk}(${id()})`
      } else {
        await new Promise<void>((resolve) => {
          ctx.req.on('data', (chunk) => {
            text += `${chunk}(${id()})`
          })
          ctx.req.on('end', () => {
            text += id()
            resolve()
          })
        })
      }
      ctx.body = [text, id(), await forwarded()]
    })
    expect(JSON.parse((await send(`${origin}/for`, 'abcdef')).text)).toEqual([
      'abc(r-1)def(r-1)',
      'r-1',
      'r-1',
    ])
    expect(JSON.parse((await send(`${origin}/on`, 'abcdef')).text)).toEqual([
      'abc(r-1)def(r-1)r-1',
      'r-1',
      'r-1',
    ])
  })

  test('a middleware before it may answer by itself', async () => {
    const { origin } = await start((ctx) => {
      ctx.body = [id() ?? null]
    }, waybill())
    expect(JSON.parse((await send(origin)).text)).toEqual([null])
  })

  test('of two in one app the inner one counts', async () => {
    const finished: unknown[] = []
    const { origin } = await start(
      waybill({ headers: ['x-outer', 'x-both'] }),
      waybill({ headers: ['x-inner', 'x-both'] }),
      (ctx) => {
        ctx.res.on('finish', () => finished.push(current()?.get('x-inner')))
        ctx.body = ['x-outer', 'x-inner', 'x-both'].map((name) => current()?.get(name) ?? null)
      },
    )
    const more = { 'x-outer': 'o', 'x-inner': 'i', 'x-both': 'b' }
    expect(JSON.parse((await send(origin, '', more)).text)).toEqual([null, 'i', 'b'])
    expect(finished).toEqual(['i'])
  })

  test('finish and close of the response run in the context of their request', async () => {
    const seen: unknown[] = []
    const { origin } = await start(waybill(), (ctx) => {
      for (const event of ['finish', 'close']) ctx.res.on(event, () => seen.push([event, id()]))
      ctx.body = 'x'
    })
    await send(origin)
    expect(seen).toContainEqual(['finish', 'r-1'])
    expect(seen.every((event) => (event as string[])[1] === 'r-1')).toBe(true)
  })

  test('a stream as the body makes its pieces in the context of the request', async () => {
    async function* pieces() {
      for (let i = 0; i < 3; i++) yield `${id()} ${await forwarded()};`
    }
    const { origin } = await start(waybill(), (ctx) => {
      ctx.body = Readable.from(pieces())
    })
    expect((await send(origin)).text).toBe('r-1 r-1;r-1 r-1;r-1 r-1;')
  })

  test('ctx.respond = false leaves the answer to the handler', async () => {
    const { origin } = await start(waybill(), (ctx) => {
      ctx.respond = false
      setImmediate(() => ctx.res.end(id()))
    })
    expect((await send(origin)).text).toBe('r-1')
  })
})
