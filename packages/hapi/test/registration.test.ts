import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import type { Server, ServerRoute } from '@hapi/hapi'
import { server as hapi } from '@hapi/hapi'
import { definePolicy } from '@waybill/core'
import { type WaybillOptions, waybill } from '@waybill/hapi'
import { describe, expect, onTestFinished, test } from 'vitest'
import { certificate } from '../../../test/kit/certificate.ts'
import { listen } from '../../../test/kit/echo-server.ts'
import { nothing, seenAt, seenHeaders } from '../../../test/kit/seen-headers.ts'
import { wrongOptions } from '../../../test/kit/wrong-options.ts'
import { startServer } from './start-server.ts'

const headers = { 'x-request-id': 'r', 'x-tenant': 't', 'x-b3-traceid': 'b' }
const options = { headers: ['x-tenant'] }
const policy = definePolicy(options)
const route: ServerRoute = { method: 'GET', path: '/', handler: () => seenHeaders() }

describe('counts for the whole server', () => {
  test.each<[string, (server: Server) => Promise<unknown>, object]>([
    ['waybill()', (server) => server.register(waybill()), { id: 'r', trace: 'b' }],
    ['waybill', (server) => server.register(waybill), { id: 'r', trace: 'b' }],
    ['waybill(options)', (server) => server.register(waybill(options)), { tenant: 't' }],
    ['waybill(policy)', (server) => server.register(waybill(policy)), { tenant: 't' }],
    [
      '{ plugin: waybill, options }',
      (server) => server.register({ plugin: waybill, options }),
      { tenant: 't' },
    ],
    [
      '{ plugin: waybill, options: policy }',
      (server) => server.register({ plugin: waybill, options: policy }),
      { tenant: 't' },
    ],
    [
      'a plugin that registers it',
      (server) =>
        server.register({
          name: 'outer',
          register: async (inner) => void (await inner.register(waybill())),
        }),
      { id: 'r', trace: 'b' },
    ],
  ])('server.register(%s)', async (_form, register, expected) => {
    const origin = await startServer(async (server) => {
      // Also for what was there before it.
      server.route(route)
      await register(server)
    })
    expect(await seenAt(origin, headers)).toEqual({ ...nothing, ...expected })
  })
})

test('a second one is refused by hapi, or skipped where `once` says so', async () => {
  const server = hapi()
  await server.register(waybill())
  await expect(server.register(waybill())).rejects.toThrow('already registered')
  await server.register(waybill(), { once: true })
})

test('two servers have theirs apart', async () => {
  const plain = await startServer((server) => server.route(route))
  const carrying = await startServer(async (server) => {
    await server.register(waybill())
    server.route(route)
  })
  expect(await seenAt(plain, headers)).toEqual(nothing)
  expect(await seenAt(carrying, headers)).toMatchObject({ id: 'r' })
})

test('asks `trust` and `value` about the request as node:http gives it', async () => {
  const asking: WaybillOptions = {
    headers: [
      'x-request-id',
      { name: 'x-tenant', value: ({ carrier }: { carrier: IncomingMessage }) => carrier.method },
    ],
    trust: (request) => request.headers['x-b3-traceid'] === 'yes',
  }
  const origin = await startServer(async (server) => {
    await server.register(waybill(asking))
    server.route(route)
  })
  expect(await seenAt(origin, headers)).toEqual(nothing)
  const trusted = await seenAt(origin, { ...headers, 'x-b3-traceid': 'yes' })
  expect(trusted).toEqual({ ...nothing, id: 'r', tenant: 'GET' })
})

test('serves TLS, and a listener that the application gives and starts', async () => {
  const seen: unknown[] = []
  const build = async (server: Server) => {
    await server.register(waybill())
    server.ext('onPreResponse', (_request, h) => {
      seen.push(seenHeaders()[0])
      return h.continue
    })
  }
  const secure = await startServer(build, { tls: await certificate() })
  const { request } = await import('node:https')
  await new Promise((resolve, reject) => {
    const call = request(secure, { headers, rejectUnauthorized: false }, (response) => {
      response.resume().on('end', resolve)
    })
    call.on('error', reject).end()
  })
  const listener = createServer()
  const server = hapi({ listener, autoListen: false, debug: false })
  await build(server)
  await server.start()
  const { origin, close } = await listen(listener)
  onTestFinished(close)
  await fetch(origin, { headers })
  expect(seen).toEqual(['r', 'r'])
})

test.each(wrongOptions)('refuses %s when it is called', (_what, wrong, message) => {
  expect(() => waybill(wrong as never)).toThrow(message)
})

// Hapi takes `null` for no options.
const wrong = wrongOptions.filter(([, value]) => value !== null)
test.each(wrong)('refuses %s when it is registered', async (_what, value, message) => {
  const registered = hapi().register({ plugin: waybill, options: value as never })
  await expect(registered).rejects.toThrow(message)
})
