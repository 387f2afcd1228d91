import { setImmediate as turn } from 'node:timers/promises'
import { waybill } from '@waybill/express'
import { gate } from '@waybill/testing'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { callerOf } from '../../../test/kit/send.ts'
import { sendInPieces } from '../../../test/kit/send-in-pieces.ts'
import { serve } from '../../../test/kit/serve.ts'
import { loggers } from './loggers.ts'

const b3 = (digit: string) => ({
  'x-b3-traceid': digit.repeat(32),
  'x-b3-spanid': digit.repeat(16),
})
const idsOf = (id: string, digit: string) => ({
  request_id: id,
  trace_id: digit.repeat(32),
  span_id: digit.repeat(16),
})

describe.each(loggers)('%s', (_name, make) => {
  const start = (build: (app: express.Express) => void) => {
    const app = express()
    app.set('env', 'test')
    app.use(waybill())
    build(app)
    return serve(app)
  }

  test('puts the ids of its request on each line, after awaits and in an error, too', async () => {
    const logger = make()
    const origin = await start((app) => {
      app.get('/', async (_req, res) => {
        logger.info('first')
        await turn()
        logger.info('after an await')
        setTimeout(() => {
          logger.info('in a timer')
          logger.error(new Error('mine'))
          res.json(null)
        })
      })
    })
    await fetch(origin, { headers: { 'x-request-id': 'r-1', ...b3('a') } })
    const ids = idsOf('r-1', 'a')
    expect(logger.said()).toEqual(
      ['first', 'after an await', 'in a timer', 'mine'].map((message) => ({ message, ids })),
    )
  })

  test('never puts the ids of one request on a line of another that overlaps', async () => {
    const logger = make()
    const { opened, open } = gate()
    let waiting = 0
    const origin = await start((app) => {
      app.get('/:id', async (req, res) => {
        logger.info(req.params.id)
        waiting += 1
        if (waiting === 6) open()
        await opened
        for (let i = 0; i < 3; i++) {
          logger.info(req.params.id)
          await turn()
        }
        res.json(null)
      })
    })
    await Promise.all(
      [...'123456'].map((n) =>
        fetch(`${origin}/${n}`, { headers: { 'x-request-id': n, ...b3(n) } }),
      ),
    )
    const said = logger.said()
    expect(said).toHaveLength(24)
    expect(said).toEqual(said.map(({ message }) => ({ message, ids: idsOf(message, message) })))
  })

  test('takes the ids of each request anew on a connection that is kept alive', async () => {
    const logger = make()
    const origin = await start((app) => {
      app.get('/:id', (req, res) => {
        logger.info(req.params.id)
        res.json(req.socket.remotePort)
      })
    })
    const caller = callerOf(origin, 1)
    const one = await caller.send('/1', { 'x-request-id': '1', ...b3('1') })
    const two = await caller.send('/none')
    const three = await caller.send('/3', { 'x-request-id': '3' })
    caller.close()
    expect([two, three]).toEqual([one, one])
    expect(logger.said()).toEqual([
      { message: '1', ids: idsOf('1', '1') },
      { message: 'none', ids: {} },
      { message: '3', ids: { request_id: '3' } },
    ])
  })

  test('knows the request in the listeners of a body that comes late', async () => {
    const logger = make()
    const origin = await start((app) => {
      app.post('/', (req, res) => {
        req.on('data', (chunk) => logger.info(String(chunk)))
        req.on('end', () => {
          logger.info('end')
          res.json(null)
        })
        res.on('finish', () => logger.info('finish'))
      })
    })
    await sendInPieces(origin, 'abcdef', b3('c'))
    await expect.poll(() => logger.said().length).toBe(4)
    expect(logger.said()).toEqual(
      ['abc', 'def', 'end', 'finish'].map((message) => ({ message, ids: idsOf('r-1', 'c') })),
    )
  })

  test('adds nothing outside a request', async () => {
    const logger = make()
    logger.info('start-up')
    expect(logger.said()).toEqual([{ message: 'start-up', ids: {} }])
  })
})
