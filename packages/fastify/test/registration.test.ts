import type { IncomingMessage } from 'node:http'
import { current, definePolicy } from '@waybill/core'
import { type WaybillOptions, waybill } from '@waybill/fastify'
import Fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { nothing, seenAt, seenHeaders } from '../../../test/kit/seen-headers.ts'
import { wrongOptions } from '../../../test/kit/wrong-options.ts'
import { frameworks, startApp } from './start-app.ts'

const headers = { 'x-request-id': 'r', 'x-tenant': 't', 'x-b3-traceid': 'b' }
const tenant = { headers: ['x-tenant'] }

describe.each(frameworks)('%s', (_name, framework) => {
  /** What a handler sees of three headers. */
  async function seen(register: (app: FastifyInstance) => void, sent = headers) {
    const origin = await startApp(framework, (app) => {
      register(app)
      app.get('/', async () => seenHeaders())
    })
    return seenAt(origin, sent)
  }

  test.each<[string, (app: FastifyInstance) => void, object]>([
    ['waybill()', (app) => app.register(waybill()), { id: 'r', trace: 'b' }],
    ['waybill', (app) => app.register(waybill), { id: 'r', trace: 'b' }],
    ['waybill(options)', (app) => app.register(waybill(tenant)), { tenant: 't' }],
    ['waybill, options', (app) => app.register(waybill, tenant), { tenant: 't' }],
    ['waybill(policy)', (app) => app.register(waybill(definePolicy(tenant))), { tenant: 't' }],
    ['waybill, policy', (app) => app.register(waybill, definePolicy(tenant)), { tenant: 't' }],
  ])('app.register(%s) counts for the whole app', async (_form, register, expected) => {
    expect(await seen(register)).toEqual({ ...nothing, ...expected })
  })

  test('routes that stand before it have it, and routes in scopes behind it', async () => {
    const origin = await startApp(framework, (app) => {
      app.get('/', async () => seenHeaders())
      app.register(waybill())
      app.register(async (scope) => scope.get('/in', async () => seenHeaders()))
    })
    expect(await seenAt(origin, headers)).toMatchObject({ id: 'r' })
    expect(await seenAt(`${origin}/in`, headers)).toMatchObject({ id: 'r' })
  })

  test('in a scope it counts for that scope alone', async () => {
    const origin = await startApp(framework, (app) => {
      app.register(async (scope) => {
        scope.register(waybill())
        scope.get('/in', async () => seenHeaders())
      })
      app.get('/', async () => seenHeaders())
    })
    expect(await seenAt(`${origin}/in`, headers)).toMatchObject({ id: 'r', trace: 'b' })
    expect(await seenAt(origin, headers)).toEqual(nothing)
  })

  test('of two the inner one counts, and the later one of the same scope', async () => {
    const finished: unknown[] = []
    const origin = await startApp(framework, (app) => {
      app.addHook('onResponse', async () => {
        finished.push(current()?.get('x-tenant'))
      })
      app.register(waybill())
      app.register(waybill())
      app.register(async (scope) => {
        scope.register(waybill({ ...tenant, echo: ['x-tenant'] }))
        scope.get('/in', async () => seenHeaders())
      })
      app.get('/', async () => seenHeaders())
    })
    expect(await seenAt(`${origin}/in`, headers)).toEqual({ ...nothing, tenant: 't' })
    expect(await seenAt(origin, headers)).toEqual({ ...nothing, id: 'r', trace: 'b' })
    expect(finished).toEqual(['t', undefined])
  })

  test('asks `trust` and `value` about the request as node:http gives it', async () => {
    const options: WaybillOptions = {
      headers: [
        'x-request-id',
        { name: 'x-tenant', value: ({ carrier }: { carrier: IncomingMessage }) => carrier.method },
      ],
      trust: (request) => request.headers['x-b3-traceid'] === 'yes',
    }
    expect(await seen((app) => app.register(waybill(options)))).toEqual(nothing)
    const trusted = await seen((app) => app.register(waybill(options)), {
      ...headers,
      'x-b3-traceid': 'yes',
    })
    expect(trusted).toEqual({ ...nothing, id: 'r', tenant: 'GET' })
  })

  test('counts what an earlier hook has made of `request.raw.headers`', async () => {
    const edited = await seen((app) => {
      app.addHook('onRequest', async (request) => {
        request.raw.headers['x-request-id'] = 'edited'
        delete request.raw.headers['x-b3-traceid']
      })
      app.register(waybill())
    })
    expect(edited).toEqual({ ...nothing, id: 'edited' })
  })

  test.each(wrongOptions)('refuses %s when it is called', (_what, options, message) => {
    expect(() => waybill(options as never)).toThrow(message)
  })

  // Fastify takes `null` for no options.
  const wrong = wrongOptions.filter(([, options]) => options !== null)
  test.each(wrong)('refuses %s before the app is ready', async (_what, options, message) => {
    const app = framework()
    app.register(waybill, options as never)
    await expect(app.ready()).rejects.toThrow(message)
    await app.close()
  })
})

test('an app over HTTP/2 takes the plugin, as its types do', async () => {
  const app = Fastify({ http2: true })
  app.register(waybill({ generate: ['x-request-id'] }))
  app.register(waybill, { generate: ['x-request-id'] })
  app.get('/', async () => current()?.get('x-request-id'))
  expect((await app.inject('/')).body).toMatch(/^[0-9a-f-]{36}$/)
  await app.close()
})
