import { randomBytes } from 'node:crypto'
import { InterceptingCall, type Interceptor, Metadata } from '@grpc/grpc-js'
import { current, type PolicyOptions } from '@waybill/core'
import { waybillClientInterceptor, waybillServerInterceptor } from '@waybill/grpc'
import { withHeaders } from '@waybill/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, type Client, clientOf, metadataOf, type Running, serve } from './service.ts'
import { textsOf } from './texts.ts'

const inbound = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1', 'x-b3-spanid': 's-1' }

let echo: Running
let client: Client

beforeAll(async () => {
  echo = await serve({
    unary: ({ metadata }, callback) => callback(null, textsOf(metadata)),
  })
  client = clientOf(echo.address, [waybillClientInterceptor()])
})

afterAll(() => {
  client.close()
  echo.close()
})

/** What arrives of a call that is made while a request with these headers is handled. */
async function arrived(
  headers: Record<string, string>,
  metadata = new Metadata(),
  options?: PolicyOptions,
): Promise<Record<string, unknown>> {
  const call = () => ask(client, {}, metadata)
  const { 'user-agent': _, ...found } = (await withHeaders(headers, call, options)) as Record<
    string,
    unknown
  >
  return found
}

describe('metadata of the caller', () => {
  test('is left as it was, call after call', async () => {
    const metadata = metadataOf({ 'x-own': ['1', '2'] })
    const before = metadata.toJSON()
    for (const id of ['r-1', 'r-2'])
      expect(await arrived({ 'x-request-id': id }, metadata)).toMatchObject({ 'x-request-id': id })
    expect(metadata.toJSON()).toEqual(before)
  })

  test('wins, and so does its family', async () => {
    const metadata = metadataOf({ 'X-B3-TraceId': 'own', 'x-own': 'mine' })
    expect(await arrived(inbound, metadata)).toEqual({
      'x-request-id': 'r-1',
      'x-b3-traceid': 'own',
      'x-own': 'mine',
    })
  })

  test('keeps its options, and what one interceptor has set for another', async () => {
    const seen: unknown[] = []
    const spy: Interceptor = (options, nextCall) =>
      new InterceptingCall(nextCall(options), {
        start(metadata, listener, next) {
          seen.push(metadata.get('x-request-id'), metadata.getOptions(), metadata.getOpaque('mine'))
          next(metadata, listener)
        },
      })
    const spied = clientOf(echo.address, [waybillClientInterceptor(), spy])
    const metadata = new Metadata({ waitForReady: true, idempotentRequest: true })
    metadata.setOpaque('mine', 5)
    await withHeaders(inbound, () => ask(spied, {}, metadata))
    expect(seen).toEqual([['r-1'], { waitForReady: true, idempotentRequest: true }, 5])
    spied.close()
  })

  test('goes on itself where there is nothing to add', async () => {
    expect(await arrived({})).toEqual({})
    expect(await arrived({}, metadataOf({ 'x-own': 'mine' }))).toEqual({ 'x-own': 'mine' })
  })
})

describe('grpc-trace-bin', () => {
  // All bytes, and the 29 of a trace context of OpenCensus.
  const values = [
    Buffer.from(Array.from({ length: 256 }, (_, i) => i)),
    Buffer.concat([
      Buffer.of(0, 0),
      randomBytes(16),
      Buffer.of(1),
      randomBytes(8),
      Buffer.of(2, 1),
    ]),
    Buffer.of(0),
    Buffer.of(255, 254),
  ]

  test.each(values)('goes through a service byte for byte (%#)', async (bytes) => {
    const service = await serve(
      {
        unary(_call, callback) {
          ask(client).then((found) => callback(null, found), callback)
        },
      },
      [waybillServerInterceptor()],
    )
    const caller = clientOf(service.address)
    const found = await ask(caller, {}, metadataOf({ 'grpc-trace-bin': bytes }))
    expect(Buffer.from(Object(found)['grpc-trace-bin'], 'base64').equals(bytes)).toBe(true)
    caller.close()
    service.close()
  })

  test('is base64 without padding in a waybill, as HTTP carries it', async () => {
    const service = await serve(
      { unary: (_call, callback) => callback(null, current()?.get('grpc-trace-bin')) },
      [waybillServerInterceptor()],
    )
    const caller = clientOf(service.address)
    expect(await ask(caller, {}, metadataOf({ 'grpc-trace-bin': Buffer.of(255) }))).toBe('/w')
    caller.close()
    service.close()
  })

  test('that came over HTTP, padded or not, goes on as bytes', async () => {
    for (const text of ['/w', '/w==']) {
      expect(await arrived({ 'grpc-trace-bin': text })).toEqual({ 'grpc-trace-bin': '/w' })
    }
  })

  test('that is no base64 stays behind', async () => {
    for (const text of ['not base64!', '_w', '/x', 'a', '/w==/w=='])
      expect(await arrived({ 'grpc-trace-bin': text, 'x-request-id': 'r' })).toEqual({
        'x-request-id': 'r',
      })
  })

  test('several values of bytes are told apart', async () => {
    const headers = [{ name: 'x-a-bin', repeat: 'join' as const }]
    const service = await serve(
      {
        unary(_call, callback) {
          ask(client).then((found) => callback(null, found), callback)
        },
      },
      [waybillServerInterceptor({ headers })],
    )
    const caller = clientOf(service.address)
    const metadata = new Metadata()
    metadata.add('x-a-bin', Buffer.of(1))
    metadata.add('x-a-bin', Buffer.of(2, 255))
    expect(await ask(caller, {}, metadata)).toMatchObject({ 'x-a-bin': ['AQ', 'Av8'] })
    caller.close()
    service.close()
  })
})

describe('what gRPC cannot send stays behind, and the call goes on', () => {
  const wide = { headers: ['x-*', 'grpc-*', 'traceparent', 'tracestate'] }

  test.each([
    ['a value above ASCII', { 'x-a': 'caf\xe9', 'x-b': 'b' }],
    ['a tab', { 'x-a': 'a\tb', 'x-b': 'b' }],
    ['a name with a sign of its own', { 'x-a!': 'a', 'x-b': 'b' }],
    ['a name of the protocol', { 'grpc-timeout': '1n', 'grpc-encoding': 'x', 'x-b': 'b' }],
    ['one of a family, with the family', { traceparent: 'a', tracestate: '\xe9', 'x-b': 'b' }],
  ])('%s', async (_what, headers) => {
    expect(await arrived(headers, undefined, wide)).toEqual({ 'x-b': 'b' })
  })
})
