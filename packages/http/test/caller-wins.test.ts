import type { ClientRequest } from 'node:http'
import { http } from '@waybill/http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EchoServer, startEcho } from '../../../test/kit/echo-server.ts'
import { arrived, inRequest } from './in-request.ts'

let echo: EchoServer
beforeAll(async () => {
  echo = await startEcho()
})
afterAll(() => echo.close())

const inbound = {
  'x-request-id': 'r-1',
  'x-b3-traceid': 't-1',
  'x-b3-spanid': 's-1',
  traceparent: '00-1',
  tracestate: 'a=1',
}

/** What arrives of the waybill's headers when the call sets some itself, first in options, then on the request. */
async function propagated(headers: unknown, later?: (call: ClientRequest) => void) {
  const { headers: all } = await inRequest(inbound, () => {
    const call = http.request(echo.origin, { headers: headers as never })
    later?.(call)
    return arrived(call)
  })
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => name in inbound || name === 'b3'),
  )
}

const { 'x-request-id': _, ...withoutId } = inbound
const { 'x-b3-traceid': _t, 'x-b3-spanid': _s, ...withoutB3 } = inbound

describe('what the call sets in its options wins', () => {
  test.each<[string, unknown, Record<string, unknown>]>([
    ['a header', { 'x-request-id': 'mine' }, { ...inbound, 'x-request-id': 'mine' }],
    ['in capitals', { 'X-REQUEST-ID': 'mine' }, { ...inbound, 'x-request-id': 'mine' }],
    ['an empty value', { 'x-request-id': '' }, { ...inbound, 'x-request-id': '' }],
    ['two values', { 'x-request-id': ['1', '2'] }, { ...inbound, 'x-request-id': ['1', '2'] }],
    ['a flat list', ['host', 'h', 'X-Request-Id', 'm'], { ...inbound, 'x-request-id': 'm' }],
    [
      'pairs',
      [
        ['host', 'h'],
        ['X-Request-Id', 'm'],
      ],
      { ...inbound, 'x-request-id': 'm' },
    ],
    ['a member of B3', { 'X-B3-TraceId': 'm' }, { ...withoutB3, 'x-b3-traceid': 'm' }],
    ['single-header B3', { b3: 'm' }, { ...withoutB3, b3: 'm' }],
    ['tracestate alone', { tracestate: 'm' }, { ...omit('traceparent'), tracestate: 'm' }],
    ['B3 in a flat list', ['host', 'h', 'b3', 'm'], { ...withoutB3, b3: 'm' }],
  ])('%s', async (_name, headers, expected) => {
    expect(await propagated(headers)).toEqual(expected)
  })
})

describe('what the call sets on the request wins', () => {
  test.each<[string, (call: ClientRequest) => unknown, Record<string, unknown>]>([
    ['setHeader', (c) => c.setHeader('X-Request-ID', 'm'), { ...inbound, 'x-request-id': 'm' }],
    [
      'setHeader of a member of B3',
      (call) => call.setHeader('X-B3-TraceId', 'm'),
      { ...withoutB3, 'x-b3-traceid': 'm' },
    ],
    [
      'setHeader of two members of B3',
      (call) => call.setHeader('x-b3-traceid', 'm').setHeader('x-b3-spanid', 'n'),
      { ...inbound, 'x-b3-traceid': 'm', 'x-b3-spanid': 'n' },
    ],
    ['setHeader of b3', (call) => call.setHeader('b3', 'm'), { ...withoutB3, b3: 'm' }],
    [
      'setHeaders',
      (call) => call.setHeaders(new Headers({ 'X-Request-Id': 'm', b3: 'm' })),
      { ...withoutB3, 'x-request-id': 'm', b3: 'm' },
    ],
    [
      'appendHeader',
      (c) => c.appendHeader('x-request-id', 'm'),
      { ...inbound, 'x-request-id': 'm' },
    ],
    [
      'appendHeader twice',
      (call) => call.appendHeader('x-request-id', 'm').appendHeader('x-request-id', 'n'),
      { ...inbound, 'x-request-id': ['m', 'n'] },
    ],
    [
      'appendHeader of a member of B3',
      (call) => call.appendHeader('x-b3-spanid', 'm'),
      { ...withoutB3, 'x-b3-spanid': 'm' },
    ],
    ['removeHeader', (call) => call.removeHeader('x-request-id'), withoutId],
  ])('%s', async (_name, later, expected) => {
    expect(await propagated({}, later as never)).toEqual(expected)
  })
})

test('the request shows what was added, as if the call had set it', () => {
  const call = inRequest(inbound, () => http.request(echo.origin))
  expect(call.getHeaders()).toMatchObject(inbound)
  call.on('error', () => undefined).destroy()
})

test('setHeader of a wrong value throws what Node throws', () => {
  const call = inRequest(inbound, () => http.request(echo.origin))
  expect(() => call.setHeader('x', 'a\r\nb')).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_CHAR' }),
  )
  expect(() => call.setHeader(Symbol('x') as never, 'a')).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_HTTP_TOKEN' }),
  )
  call.on('error', () => undefined).destroy()
})

test('setHeader after the headers are sent throws what Node throws', async () => {
  const call = inRequest(inbound, () => http.request(echo.origin))
  call.flushHeaders()
  expect(() => call.setHeader('b3', 'm')).toThrow(
    expect.objectContaining({ code: 'ERR_HTTP_HEADERS_SENT' }),
  )
  expect((await arrived(call)).headers).toMatchObject(inbound)
})

function omit(name: keyof typeof inbound): Record<string, string> {
  return Object.fromEntries(Object.entries(inbound).filter(([other]) => other !== name))
}
