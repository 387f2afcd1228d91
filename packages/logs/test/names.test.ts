import { type LogOptions, logFields } from '@waybill/logs'
import { describe, expect, test } from 'vitest'
import { inRequest } from '../../../test/kit/in-request.ts'
import { loggers } from './loggers.ts'

const traceId = '80f198ee56343ba864fe8b2a57d3eff7'
const spanId = 'e457b5a2e4d86bd1'
const headers = { 'x-request-id': 'r-1', traceparent: `00-${traceId}-${spanId}-01` }
const fieldsOf = (given: Record<string, string>, options?: LogOptions) =>
  inRequest(given, () => logFields(options))

describe('calls the fields', () => {
  test.each<[string, LogOptions | undefined, Record<string, string>]>([
    [
      'as OpenTelemetry does, by default',
      undefined,
      { request_id: 'r-1', trace_id: traceId, span_id: spanId },
    ],
    [
      'as the Elastic Common Schema does',
      { names: 'ecs' },
      { 'http.request.id': 'r-1', 'trace.id': traceId, 'span.id': spanId },
    ],
    [
      'as Datadog does, the span id as a decimal number',
      { names: 'datadog' },
      { 'http.request_id': 'r-1', 'dd.trace_id': traceId, 'dd.span_id': '16453819474850114513' },
    ],
    [
      'as the app wants, and logs no other',
      { names: { requestId: 'id', traceId: 'trace' } },
      { id: 'r-1', trace: traceId },
    ],
  ])('%s', (_how, options, expected) => {
    expect(fieldsOf(headers, options)).toEqual(expected)
  })

  test.each(loggers)('in a line of %s, too', (_name, make) => {
    const logger = make({ names: 'datadog' })
    inRequest(headers, () => logger.info('hello'))
    expect(logger.said()).toEqual([
      { message: 'hello', ids: fieldsOf(headers, { names: 'datadog' }) },
    ])
  })
})

test('gives Datadog a trace id of 64 bits as a decimal number, padded or not', () => {
  const ids = ['64fe8b2a57d3eff7', '000000000000000064fe8b2a57d3eff7'].map(
    (id) =>
      fieldsOf({ 'x-b3-traceid': id, 'x-b3-spanid': spanId }, { names: 'datadog' })['dd.trace_id'],
  )
  expect(ids).toEqual(['7277407061855694839', '7277407061855694839'])
})

test('leaves a trace id of 64 bits as it came in', () => {
  const fields = fieldsOf({ 'x-b3-traceid': '64fe8b2a57d3eff7', 'x-b3-spanid': spanId })
  expect(fields.trace_id).toBe('64fe8b2a57d3eff7')
})

test.each<[string, Record<string, string>]>([
  ['b3 in one header', { b3: `${traceId}-${spanId}-1` }],
  ['several b3 headers', { 'x-b3-traceid': traceId, 'x-b3-spanid': spanId }],
])('reads %s', (_format, given) => {
  expect(fieldsOf(given)).toEqual({ trace_id: traceId, span_id: spanId })
})

test.each<[string, Record<string, string>]>([
  ['none came', {}],
  ['it is not valid', { traceparent: `00-${'0'.repeat(32)}-${spanId}-01` }],
  ['it is a sampling state alone', { 'x-b3-sampled': '1' }],
])('logs the request id alone where there is no trace: %s', (_why, given) => {
  expect(fieldsOf({ 'x-request-id': 'r-1', ...given })).toEqual({ request_id: 'r-1' })
})

test('takes the request id from the header that is named, in any case', () => {
  const options = { requestId: 'X-Correlation-Id' }
  const policy = { headers: ['x-request-id', 'x-correlation-id'] }
  const given = { 'x-request-id': 'r', 'x-correlation-id': 'c' }
  expect(inRequest(given, () => logFields(options), policy)).toEqual({ request_id: 'c' })
})

test('takes a request id that was made', () => {
  const made = inRequest({}, () => logFields(), { generate: ['x-request-id'] })
  expect(made.request_id).toMatch(/^[\da-f-]{36}$/)
})

test('gives a new object each time, empty outside a request', () => {
  const [one, two] = inRequest(headers, () => [logFields(), logFields()])
  expect(one).toEqual(two)
  expect(one).not.toBe(two)
  expect(logFields()).toEqual({})
})
