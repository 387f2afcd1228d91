import { capture, definePolicy, presets } from '@waybill/core'
import { expect, test } from 'vitest'
import { contextOf } from '../src/index.ts'

const policy = definePolicy({ headers: [...presets.b3, ...presets.w3c, ...presets.awsXray] })

const traceparent = '00-7c1e5b0a9d3f42868f10b2c4d6e8fa01-3a5c7e90b1d2f346-01'
const w3c = {
  traceId: '7c1e5b0a9d3f42868f10b2c4d6e8fa01',
  spanId: '3a5c7e90b1d2f346',
  sampled: true,
}
const single = '8f10b2c4d6e8fa01-1f2e3d4c5b6a7988-d'
const b3 = { traceId: '8f10b2c4d6e8fa01', spanId: '1f2e3d4c5b6a7988', sampled: 'debug' }

test('a waybill has the context of its headers, the first format that is valid', () => {
  expect(contextOf(capture(policy, { traceparent, b3: single }))).toEqual(w3c)
  expect(contextOf(capture(policy, { traceparent: 'broken', b3: single }))).toEqual(b3)
})

test('the formats are looked for in the order that is given', () => {
  expect(contextOf(capture(policy, { traceparent, b3: single }), ['b3Single', 'w3c'])).toEqual(b3)
  expect(contextOf(capture(policy, { traceparent, b3: single }), ['jaeger'])).toBeUndefined()
})

test('a sampling state alone, and a trace without a span, are no context', () => {
  const root = 'Root=1-7c1e5b0a-9d3f42868f10b2c4d6e8fa01'
  expect(contextOf(capture(policy, { b3: '0', 'x-amzn-trace-id': root }))).toBeUndefined()
})

test('a context is read once', () => {
  const waybill = capture(policy, { traceparent })
  expect(contextOf(waybill)).toBe(contextOf(waybill))
})

test('a header that the application has set counts', () => {
  const waybill = capture(policy, { b3: single })
  expect(contextOf(waybill)).toEqual(b3)
  waybill.set('traceparent', traceparent)
  expect(contextOf(waybill)).toEqual(w3c)
  waybill.set('traceparent', undefined)
  expect(contextOf(waybill)).toEqual(b3)
})
