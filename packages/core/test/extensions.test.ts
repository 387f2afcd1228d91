import { describe, expect, test } from 'vitest'
import {
  bind,
  capture,
  current,
  definePolicy,
  type Extension,
  forward,
  run,
  type Waybill,
} from '../src/index.ts'

const request = (headers: Record<string, string>) => ({
  headers,
  rawHeaders: Object.entries(headers).flat(),
})

function through(extension: Omit<Extension, 'name'>, came: Record<string, string>, already = {}) {
  const policy = definePolicy({
    headers: ['x-request-id'],
    extensions: [{ name: 'test', ...extension }],
  })
  return run(capture(policy, request(came)), () => ({ ...forward('http://reviews/', already) }))
}

describe('an extension', () => {
  test('has its headers carried', () => {
    expect(through({ headers: ['traceparent'] }, { traceparent: 'a', other: 'b' })).toEqual({
      traceparent: 'a',
    })
  })

  test('may name a header that the policy has already', () => {
    expect(through({ headers: ['x-request-id'] }, { 'x-request-id': '1' })).toEqual({
      'x-request-id': '1',
    })
  })

  test('sets headers when a request was read', () => {
    const capture = (waybill: Waybill) => void waybill.set('x-made', waybill.get('x-request-id'))
    expect(through({ capture }, { 'x-request-id': '1' })).toEqual({
      'x-request-id': '1',
      'x-made': '1',
    })
  })

  test('is not given a request that is not trusted', () => {
    const seen: unknown[] = []
    const policy = definePolicy({
      trust: false,
      extensions: [{ name: 'test', capture: (_waybill, carrier) => void seen.push(carrier) }],
    })
    capture(policy, request({ 'x-request-id': '1' }))
    expect(seen).toEqual([undefined])
  })

  test('changes what is added to a call, of requests that came in without a header, too', () => {
    const extension: Omit<Extension, 'name'> = {
      forward: ({ headers }) => {
        headers['x-made'] = 'here'
      },
    }
    expect(through(extension, {})).toEqual({ 'x-made': 'here' })
  })

  test('is told what the caller has set, and what may not go there', () => {
    const seen: boolean[] = []
    const extension: Omit<Extension, 'name'> = {
      headers: ['x-other'],
      forward: ({ allows }) =>
        void seen.push(allows('x-own'), allows('x-other'), allows('tracestate')),
    }
    through(extension, {}, { 'X-Own': 'set', traceparent: 'set' })
    expect(seen).toEqual([false, true, false])
  })

  test('leaves to the caller what the caller has set, in a policy that names it too', () => {
    const extension: Omit<Extension, 'name'> = {
      headers: ['x-request-id'],
      forward: ({ headers, allows }) => {
        if (allows('x-request-id')) headers['x-request-id'] = 'ours'
      },
    }
    expect(through(extension, {}, { 'X-Request-ID': 'set' })).toEqual({})
  })

  test('never breaks a request', () => {
    const fail = () => {
      throw new Error('failed')
    }
    expect(through({ capture: fail, forward: fail }, { 'x-request-id': '1' })).toEqual({
      'x-request-id': '1',
    })
  })

  test('makes more current than the waybill, in what is bound, too', () => {
    const entered: (Waybill | undefined)[] = []
    const extension: Extension = {
      name: 'test',
      run: (_waybill, fn) => {
        entered.push(current())
        return fn()
      },
    }
    const waybill = capture(definePolicy({ extensions: [extension] }), request({}))
    const bound = run(waybill, () => bind(() => 'done'))
    expect(bound()).toBe('done')
    expect(entered).toEqual([waybill, waybill])
  })

  test('does not enter a waybill that is current already', () => {
    let entered = 0
    const extension: Extension = {
      name: 'test',
      run: (_waybill, fn) => {
        entered++
        return fn()
      },
    }
    const waybill = capture(definePolicy({ extensions: [extension] }), request({}))
    run(waybill, () => run(waybill, () => undefined))
    expect(entered).toBe(1)
  })

  test.each([
    ['a text', 'otel', 'string "otel"'],
    ['the function that would make it', function openTelemetry() {}, 'function'],
    ['a part that is no function', { name: 'test', run: true }, 'object'],
    ['a part that is async', { name: 'test', run: async () => undefined }, 'object'],
  ])('is refused at set-up if it is none: %s', (_, extension, got) => {
    expect(() => definePolicy({ extensions: [extension] as never })).toThrow(
      `@waybill/core: \`extensions\` must hold extensions, got ${got}; write extensions: [openTelemetry()]`,
    )
  })
})
