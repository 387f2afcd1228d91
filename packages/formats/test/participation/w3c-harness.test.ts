import { AssertionError } from 'node:assert/strict'
import { describe, expect, test } from 'vitest'
import { type TraceContextOptions, traceContext } from '../../src/index.ts'
import { callingService, services } from './calling-service.ts'
import { w3cRules } from './w3c-rules.ts'

// Those that want a new span id for each call, which only who takes part in a trace has.
const newSpan = [
  'test_traceparent_included_tracestate_missing',
  'test_multiple_requests_with_valid_traceparent',
  'test_multiple_requests_without_traceparent',
  'test_multiple_requests_with_illegal_traceparent',
  'test_propagates_random_flag',
]

/** What a mode does not meet, on purpose. */
const unmet: Record<NonNullable<TraceContextOptions['mode']>, readonly string[]> = {
  participant: [],
  guarded: newSpan,
  // Who carries verbatim begins no trace, and judges none.
  verbatim: [
    ...newSpan,
    'test_both_traceparent_and_tracestate_missing',
    'test_traceparent_header_name',
    'test_tracestate_included_traceparent_missing',
    'test_traceparent_duplicated',
    'test_traceparent_version_0x00',
    'test_traceparent_version_0xcc',
    'test_traceparent_version_0xff',
    'test_traceparent_version_illegal_characters',
    'test_traceparent_version_too_long',
    'test_traceparent_version_too_short',
    'test_traceparent_trace_id_all_zero',
    'test_traceparent_trace_id_illegal_characters',
    'test_traceparent_trace_id_too_long',
    'test_traceparent_trace_id_too_short',
    'test_traceparent_parent_id_all_zero',
    'test_traceparent_parent_id_illegal_characters',
    'test_traceparent_parent_id_too_long',
    'test_traceparent_parent_id_too_short',
    'test_traceparent_trace_flags_illegal_characters',
    'test_traceparent_trace_flags_too_long',
    'test_traceparent_trace_flags_too_short',
    'test_tracestate_key_illegal_characters',
    'test_tracestate_key_illegal_vendor_format',
    'test_tracestate_member_count_limit',
    'test_tracestate_key_length_limit',
    'test_tracestate_value_illegal_characters',
  ],
}

const names = Object.values(w3cRules).flatMap((rules) => Object.keys(rules))

test('the harness has 41 tests, and each exception is one of them', () => {
  expect(names).toHaveLength(41)
  expect(Object.values(unmet).map(({ length }) => length)).toEqual([0, 5, 31])
  expect(
    Object.values(unmet)
      .flat()
      .filter((name) => !names.includes(name)),
  ).toEqual([])
})

describe.each(Object.entries(services))('%s', (_service, start) => {
  describe.each(Object.entries(unmet))('%s', (mode, exceptions) => {
    const extension = traceContext({ mode: mode as keyof typeof unmet })
    const service = callingService(start, { extensions: [extension] })
    describe.each(Object.entries(w3cRules))('%s', (_suite, rules) => {
      for (const [name, rule] of Object.entries(rules)) {
        if (!exceptions.includes(name)) test(name, () => rule(service))
        else
          test(`${name} is not met`, async () => {
            await expect(rule(service)).rejects.toThrow(AssertionError)
          })
      }
    })
  })
})
