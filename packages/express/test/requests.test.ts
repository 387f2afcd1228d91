import { Readable } from 'node:stream'
import { current } from '@waybill/core'
import { waybill } from '@waybill/express'
import { fetch as waybillFetch } from '@waybill/fetch'
import type express from 'express'
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
})
