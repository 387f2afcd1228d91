import { current } from '@waybill/core'
import { type WaybillOptions, waybill } from '@waybill/express'
import type express from 'express'
import { describe, expect, test } from 'vitest'
import { nothing, seenAt, seenHeaders } from '../../../test/kit/seen-headers.ts'
import { frameworks, startApp } from './start-app.ts'

describe.each(frameworks)('%s', (_name, framework) => {
  /** What an app sees of three headers, and what it answers with, given something before the middleware. */
  async function seen(
    middleware: express.RequestHandler,
    headers: Record<string, string>,
    before: express.RequestHandler = (_req, _res, next) => next(),
  ) {
    const origin = await startApp(framework, (app) => {
      app.use(before, middleware)
      app.get('/', (_req, res) => void res.json(seenHeaders()))
    })
    return seenAt(origin, headers)
  }

  test('asks `trust` and `value` about the request as Express gives it', async () => {
    const options: WaybillOptions = {
      headers: [
        'x-request-id',
        {
          name: 'x-tenant',
          value: ({ carrier }) => carrier.query.tenant?.toString() ?? carrier.get('x-own'),
        },
      ],
      trust: (req) => req.ip !== undefined && req.get('x-gateway') === 'yes',
    }
    const headers = { 'x-request-id': 'r', 'x-own': 'o' }
    expect(await seen(waybill(options), headers)).toEqual(nothing)
    const trusted = await seen(waybill(options), { ...headers, 'x-gateway': 'yes' })
    expect(trusted).toEqual({ ...nothing, id: 'r', tenant: 'o' })
  })

  test('counts what an earlier middleware has made of the headers', async () => {
    const headers = { 'x-request-id': 'r', 'x-b3-traceid': 'b' }
    const edited = await seen(waybill(), headers, (req, _res, next) => {
      req.headers['x-request-id'] = 'edited'
      delete req.headers['x-b3-traceid']
      next()
    })
    expect(edited).toEqual({ ...nothing, id: 'edited' })
    const listed = await seen(waybill(), {}, (req, _res, next) => {
      req.headers['x-request-id'] = ['first', 'second'] as never
      next()
    })
    expect(listed.id).toBe('first')
  })

  test('leaves an echo alone when the answer is on its way already', async () => {
    const options: WaybillOptions = { echo: ['x-request-id'] }
    const origin = await startApp(framework, (app) => {
      app.use((_req, res, next) => {
        res.write('early ')
        next()
      })
      app.use(waybill(options), (_req, res) => void res.end(current()?.get('x-request-id')))
    })
    const response = await fetch(origin, { headers: { 'x-request-id': 'r' } })
    expect(await response.text()).toBe('early r')
  })
})
