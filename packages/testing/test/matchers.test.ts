import { current } from '@waybill/core'
import { fetch } from '@waybill/fetch'
import { assertForwarded, matchers, startEcho, withHeaders } from '@waybill/testing'
import { describe, expect, onTestFinished, test } from 'vitest'

expect.extend(matchers)
const asked = expect as unknown as (value: unknown) => {
  toHaveForwarded(headers: object): void
  toHaveForwardedNothing(...names: string[]): void
  not: { toHaveForwarded(headers: object): void; toHaveForwardedNothing(): void }
}

const arrived = { headers: { 'x-request-id': 'r', traceparent: ['a', 'b'], accept: '*/*' } }

describe('toHaveForwarded', () => {
  test('passes for headers that arrived once with this value, and for absent ones', () => {
    asked(arrived).toHaveForwarded({ 'X-Request-ID': 'r', b3: undefined })
    asked(arrived).not.toHaveForwarded({ 'x-request-id': 'other' })
  })

  test.each([
    [{ b3: '1' }, 'b3 did not arrive'],
    [{ traceparent: 'a' }, 'traceparent arrived 2 times'],
    [{ accept: undefined }, 'accept arrived, and should not'],
    [{ 'x-request-id': 'q' }, 'x-request-id arrived as "r", not as "q"'],
  ])('says of %o what is wrong', (expected, message) => {
    expect(() => asked(arrived).toHaveForwarded(expected)).toThrow(message)
    expect(() => assertForwarded(arrived, expected)).toThrow(message)
  })

  test('of an echo server, the last request counts', async () => {
    const echo = await startEcho()
    onTestFinished(() => echo.close())
    expect(() => asked(echo).toHaveForwarded({})).toThrow('nothing arrived')
    await withHeaders({ 'x-request-id': 'r' }, () => fetch(echo.origin))
    asked(echo).toHaveForwarded({ 'x-request-id': 'r' })
    await fetch(echo.origin)
    asked(echo).toHaveForwardedNothing()
  })
})

test('toHaveForwardedNothing names what arrived', () => {
  expect(() => asked(arrived).toHaveForwardedNothing()).toThrow(
    'arrived, and should not: x-request-id, traceparent',
  )
  expect(() => asked(arrived).toHaveForwardedNothing('accept')).toThrow('accept')
  asked(arrived).not.toHaveForwardedNothing()
})

describe('withHeaders', () => {
  test('runs a function as if it handled a request with these headers', () => {
    expect(withHeaders({ 'X-Request-ID': 'r' }, () => current()?.get('x-request-id'))).toBe('r')
    expect(current()).toBeUndefined()
  })

  test('takes the options of the service, or its policy', () => {
    const seen = withHeaders({ 'x-tenant': 't' }, () => current()?.get('x-tenant'), {
      headers: ['x-tenant'],
    })
    expect(seen).toBe('t')
  })
})
