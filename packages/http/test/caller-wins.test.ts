import type { ClientRequest } from 'node:http'
import { http } from '@waybill/http'
import { describe, expect, test } from 'vitest'
import { callerWins, inbound, propagated, withoutB3 } from '../../../test/kit/caller-wins.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { arrived } from './arrived.ts'

const echo = runningEcho()

/** What arrives of the waybill's headers when the call sets some itself, first in options, then on the request. */
async function arrivedOf(headers: unknown, later?: (call: ClientRequest) => void) {
  const { headers: all } = await inRequest(inbound, () => {
    const call = http.request(echo.origin, { headers: headers as never })
    later?.(call)
    return arrived(call)
  })
  return propagated(all)
}

const { 'x-request-id': _, ...withoutId } = inbound
const { traceparent: _parent, ...withoutParent } = inbound

describe('what the call sets in its options wins', () => {
  test.each<[string, unknown, Record<string, unknown>]>([
    ...callerWins,
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
    ['tracestate alone', { tracestate: 'm' }, { ...withoutParent, tracestate: 'm' }],
    ['B3 in a flat list', ['host', 'h', 'b3', 'm'], { ...withoutB3, b3: 'm' }],
  ])('%s', async (_name, headers, expected) => {
    expect(await arrivedOf(headers)).toEqual(expected)
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
    expect(await arrivedOf({}, later as never)).toEqual(expected)
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
