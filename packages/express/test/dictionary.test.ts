import { EventEmitter, once } from 'node:events'
import type { RequestListener } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { waybill } from '@waybill/express'
import type express from 'express'
import { describe, expect, test } from 'vitest'
import { sendInPieces as send } from '../../../test/kit/send-in-pieces.ts'
import { serve } from '../../../test/kit/serve.ts'
import { frameworks, startApp } from './start-app.ts'

setFlagsFromString('--allow-natives-syntax')
const isDictionary = (object: object) =>
  runInNewContext('(object) => !%HasFastProperties(object)')(object) as boolean
const isOldV8 = Number.parseInt(process.versions.v8, 10) < 13

test('requests that keep their prototype are left as they are', async () => {
  const seen: boolean[] = []
  const middleware = waybill() as unknown as (
    ...args: [...Parameters<RequestListener>, () => void]
  ) => void
  const origin = await serve((req, res) =>
    middleware(req, res, () => {
      seen.push(isDictionary(req), isDictionary(res))
      res.end()
    }),
  )
  await send(origin)
  expect(seen).toEqual([false, false])
})

describe.each(frameworks)('%s', (_name, framework) => {
  const start = (build: (app: express.Express) => void) => startApp(framework, build)

  test('requests and responses become dictionaries where V8 makes hidden classes for each', async () => {
    const seen: boolean[] = []
    const origin = await start((app) => {
      app.use((req, res, next) => {
        seen.push(isDictionary(req), isDictionary(res))
        next()
      })
      app.use(waybill())
      app.use((req, res) => {
        seen.push(isDictionary(req), isDictionary(res))
        res.end()
      })
    })
    await send(origin)
    expect(seen).toEqual([false, false, isOldV8, isOldV8])
  })

  test('nobody can tell by how many listeners they may have', async () => {
    const seen: unknown[] = []
    const origin = await start((app) => {
      app.use((req, _res, next) => {
        req.setMaxListeners(3)
        next()
      })
      app.use(waybill())
      app.use((req, res) => {
        seen.push(req.getMaxListeners(), res.getMaxListeners())
        res.setMaxListeners(0)
        seen.push(res.getMaxListeners())
        res.end()
      })
    })
    await send(origin)
    expect(seen).toEqual([3, EventEmitter.defaultMaxListeners, 0])
  })

  test('too many listeners are still warned of', async () => {
    const origin = await start((app) => {
      app.use(waybill())
      app.use((_req, res) => {
        for (let i = 0; i <= EventEmitter.defaultMaxListeners; i++) res.on('drain', () => undefined)
        res.end()
      })
    })
    const warning = once(process, 'warning')
    await send(origin)
    expect(await warning).toEqual([
      expect.objectContaining({ name: 'MaxListenersExceededWarning' }),
    ])
  })
})
