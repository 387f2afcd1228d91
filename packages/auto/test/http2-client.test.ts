import { once } from 'node:events'
import http2, { type ClientHttp2Session } from 'node:http2'
import { connect as connectSocket } from 'node:net'
import { json } from 'node:stream/consumers'
import { InterceptingCall, type InterceptorOptions } from '@grpc/grpc-js'
import { current } from '@waybill/core'
import * as waybillGrpc from '@waybill/grpc'
import { wrapSession } from '@waybill/http2'
import type { Received } from '@waybill/testing'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { inRequest } from '../../../test/kit/in-request.ts'
import { grpcOutbound } from '../../../test/matrix/src/outbounds/grpc.ts'
import { http2Outbound } from '../../../test/matrix/src/outbounds/http2.ts'
import { start, stop } from '../src/api.ts'
import { bare } from './kit/bare.ts'

const echo = http2Outbound(bare)
type NextCall = (options: InterceptorOptions) => InterceptingCall

let server: { origin: string; close(): Promise<void> }

beforeAll(async () => {
  start({})
  server = (await echo.startEcho?.()) as typeof server
})

afterAll(async () => {
  await server.close()
  stop()
})

const inbound = { 'x-request-id': 'r-1' }

function sessionTo(origin = server.origin, options: object = {}): ClientHttp2Session {
  const session = http2.connect(origin, options)
  onTestFinished(() => session.destroy())
  return session
}

async function idOf(session: ClientHttp2Session, headers?: object): Promise<unknown> {
  const { headers: seen } = (await json(session.request(headers as never))) as Received
  return seen['x-request-id']
}

describe('a session that requests share', () => {
  test('gives each of 100 its own, before it is open and after', async () => {
    const session = inRequest({ 'x-request-id': 'first' }, () => sessionTo())
    const ids = Array.from({ length: 100 }, (_, i) => `r-${i}`)
    const all = () =>
      Promise.all(ids.map((id) => inRequest({ 'x-request-id': id }, () => idOf(session))))
    expect([await all(), await all()]).toEqual([ids, ids])
    expect(await idOf(session)).toBeUndefined()
  })

  test('calls the listeners of a stream in the context of its request', async () => {
    const session = inRequest({ 'x-request-id': 'first' }, () => sessionTo())
    const seen: unknown[] = []
    const stream = inRequest(inbound, () => session.request({}))
    for (const event of ['response', 'data', 'end', 'close'])
      stream.on(event, () => seen.push(`${event} ${current()?.get('x-request-id')}`))
    await once(stream, 'close')
    expect([...new Set(seen)]).toEqual(['response r-1', 'data r-1', 'end r-1', 'close r-1'])
  })

  test('beside wrapSession sends each header once', async () => {
    const session = wrapSession(sessionTo(), server.origin)
    expect(await inRequest(inbound, () => idOf(session))).toBe('r-1')
  })
})

describe('where a request goes', () => {
  const told = { targets: ['127.0.0.1', 'named'], warnOnRefusal: false }
  const send = (headers?: object, options?: object, origin?: string, policy: object = told) =>
    inRequest(inbound, () => idOf(sessionTo(origin, options), headers), policy)

  test.each([
    ['nothing', undefined, 'r-1'],
    ['an authority that is among the targets', { ':authority': 'named' }, 'r-1'],
    ['an authority that is not', { ':authority': 'outside.example' }, undefined],
    ['its own header', { 'X-Request-Id': 'own' }, 'own'],
  ])('with %s', async (_what, headers, expected) => {
    expect(await send(headers)).toBe(expected)
  })

  test('the port counts', async () => {
    const { host } = new URL(server.origin)
    const seen = [
      await send({}, {}, undefined, { ...told, targets: [host] }),
      await send({}, {}, undefined, { ...told, targets: ['127.0.0.1:1'] }),
    ]
    expect(seen).toEqual(['r-1', undefined])
  })

  test('the name by which a session was opened counts, not where its connection leads', async () => {
    const createConnection = () => connectSocket(Number(new URL(server.origin).port), '127.0.0.1')
    expect(await send({}, { createConnection }, 'http://outside.example')).toBeUndefined()
    expect(await send({}, { createConnection }, 'http://named')).toBe('r-1')
  })

  test('a name in the options counts beside it', async () => {
    const { port } = new URL(server.origin)
    expect(await send({}, { host: 'localhost', port }, 'http://named')).toBeUndefined()
  })
})

describe('gRPC, whose calls wait for a connection in the context of another one', () => {
  const arrivedIds = async (outbound: ReturnType<typeof grpcOutbound>) => {
    const grpc = await outbound.startEcho?.()
    onTestFinished(() => grpc?.close())
    const ids = Array.from({ length: 50 }, (_, i) => `r-${i}`)
    const seen = await Promise.all(
      ids.map((id) =>
        inRequest({ 'x-request-id': id }, () => outbound.call(String(grpc?.origin), {})),
      ),
    )
    return seen.map((one, i) => [(one as Received).headers['x-request-id'], ids[i]])
  }

  test('carries nothing by itself', async () => {
    const passOn = () => (options: InterceptorOptions, next: NextCall) =>
      new InterceptingCall(next(options))
    const grpc = { waybillClientInterceptor: passOn } as unknown as typeof waybillGrpc
    const seen = await arrivedIds(grpcOutbound({ grpc }))
    expect(new Set(seen.map(([id]) => id))).toEqual(new Set([undefined]))
  })

  test('carries headers with the interceptor of @waybill/grpc', async () => {
    const seen = await arrivedIds(grpcOutbound({ grpc: waybillGrpc }))
    expect(seen.filter(([id, own]) => id !== own)).toEqual([])
  })
})
