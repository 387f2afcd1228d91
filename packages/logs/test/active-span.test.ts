import { type ActiveSpan, logFields } from '@waybill/logs'
import { expect, test } from 'vitest'
import { inRequest } from '../../../test/kit/in-request.ts'

const inbound = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }
const own = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) }
const headers = { traceparent: `00-${inbound.traceId}-${inbound.spanId}-01` }
const idsOf = ({ traceId, spanId }: ActiveSpan) => ({ trace_id: traceId, span_id: spanId })

test('logs the active span in place of the one that sent the request', () => {
  const fields = inRequest(headers, () => logFields({ activeSpan: () => own }))
  expect(fields).toEqual(idsOf(own))
})

test.each<[string, () => ActiveSpan | undefined]>([
  ['there is none', () => undefined],
  ['its trace id is all zeros', () => ({ ...own, traceId: '0'.repeat(32) })],
  ['its span id is all zeros', () => ({ ...own, spanId: '0'.repeat(16) })],
  ['its ids are no ids', () => ({ traceId: `${own.traceId}\n`, spanId: 'x' })],
  ['its ids are no texts', () => ({ traceId: 1, spanId: null }) as never],
  [
    'it throws',
    () => {
      throw new Error('tracer')
    },
  ],
])('logs the headers where %s', (_why, activeSpan) => {
  expect(inRequest(headers, () => logFields({ activeSpan }))).toEqual(idsOf(inbound))
})

test('logs no span outside a request', () => {
  expect(logFields({ activeSpan: () => own })).toEqual({})
})
