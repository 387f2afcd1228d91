import assert from 'node:assert/strict'
import type { Call, Service } from './calling-service.ts'

/** A rule of the W3C's test harness, by its name there: what it sends to a service, and what calls it wants to see. */
export type W3cRule = (send: Service) => Promise<void>

type Headers = Parameters<Service>[0]

const ID = '12345678901234567890123456789012'
const PARENT = '1234567890123456'
const TRACEPARENT = /^00-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})$/
const MEMBER =
  /^([a-z0-9][a-z0-9_\-*/@]{0,255})=([\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e])$/

/** The one valid `traceparent` of a call. */
function parentOf(call: Call) {
  const values = call.filter(([name]) => name === 'traceparent').map(([, value]) => value)
  assert.equal(values.length, 1, `one traceparent, not ${values.length}`)
  const [, traceId = '', parentId = '', flags = ''] = TRACEPARENT.exec(values[0] ?? '') ?? []
  assert.notEqual(traceId, '', 'a valid traceparent')
  return { traceId, parentId, flags: Number.parseInt(flags, 16) }
}

/** The members of the `tracestate` of a call, all of them valid. */
function stateOf(call: Call): Map<string, string> {
  const state = new Map<string, string>()
  for (const [name, value] of call) {
    if (name !== 'tracestate') continue
    for (const member of value.split(/[ \t]*,[ \t]*/).filter(Boolean)) {
      const [, key, content] = MEMBER.exec(member) ?? []
      assert.ok(key !== undefined && content !== undefined, 'a valid member')
      if (!state.has(key)) state.set(key, content)
    }
  }
  return state
}

async function one(send: Service, ...headers: Headers) {
  const [call = []] = await send(headers, 1)
  return { ...parentOf(call), state: stateOf(call) }
}

/** Whatever `traceparent` comes: the call has a valid one, of another trace. */
function restarts(...values: string[]): W3cRule {
  return async (send) => {
    for (const value of values)
      assert.notEqual((await one(send, ['traceparent', value])).traceId, ID)
  }
}

/** Whatever `traceparent` comes: the call has a valid one, of the same trace. */
function continues(...headers: Headers): W3cRule {
  return async (send) => {
    for (const header of headers) assert.equal((await one(send, header)).traceId, ID)
  }
}

const withState = (send: Service, ...values: string[]) =>
  one(
    send,
    ['traceparent', `00-${ID}-${PARENT}-00`],
    ...values.map((value): [string, string] => ['tracestate', value]),
  )

/** Whatever `tracestate` comes beside a valid `traceparent`: none of these keys goes out. */
function discards(...cases: [key: string, ...values: string[]][]): W3cRule {
  return async (send) => {
    for (const [key, ...values] of cases) {
      const { traceId, state } = await withState(send, ...values)
      assert.equal(traceId, ID)
      assert.equal(state.has(key), false, `no ${key}`)
    }
  }
}

const characters = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i)).join('')

const members = (count: number) =>
  Array.from({ length: Math.ceil(count / 10) }, (_, row) =>
    Array.from({ length: Math.min(10, count - row * 10) }, (_, i) => {
      const number = String(row * 10 + i + 1).padStart(2, '0')
      return `bar${number}=${number}`
    }).join(),
  )

/** @see https://github.com/w3c/trace-context/tree/main/test (SPEC_LEVEL=2, STRICT_LEVEL=2) */
export const w3cRules: Readonly<Record<string, Readonly<Record<string, W3cRule>>>> = {
  TraceContextTest: {
    async test_both_traceparent_and_tracestate_missing(send) {
      await one(send)
    },
    async test_traceparent_included_tracestate_missing(send) {
      const { traceId, parentId } = await one(send, ['traceparent', `00-${ID}-${PARENT}-01`])
      assert.equal(traceId, ID)
      assert.notEqual(parentId, PARENT)
    },
    async test_traceparent_duplicated(send) {
      const other = '12345678901234567890123456789011'
      const { traceId } = await one(
        send,
        ['traceparent', `00-${other}-${PARENT}-01`],
        ['traceparent', `00-${ID}-${PARENT}-01`],
      )
      assert.equal([ID, other].includes(traceId), false)
    },
    async test_traceparent_header_name(send) {
      for (const name of ['trace-parent', 'trace.parent'])
        assert.notEqual((await one(send, [name, `00-${ID}-${PARENT}-01`])).traceId, ID)
    },
    test_traceparent_header_name_valid_casing: continues(
      ['TraceParent', `00-${ID}-${PARENT}-01`],
      ['TrAcEpArEnT', `00-${ID}-${PARENT}-01`],
      ['TRACEPARENT', `00-${ID}-${PARENT}-01`],
    ),
    test_traceparent_version_0x00: restarts(
      `00-${ID}-${PARENT}-01.`,
      `00-${ID}-${PARENT}-01-what-the-future-will-be-like`,
    ),
    async test_traceparent_version_0xcc(send) {
      const future = `cc-${ID}-${PARENT}-01`
      await continues(
        ['traceparent', future],
        ['traceparent', `${future}-what-the-future-will-be-like`],
      )(send)
      await restarts(`${future}.what-the-future-will-be-like`)(send)
    },
    test_traceparent_version_0xff: restarts(`ff-${ID}-${PARENT}-01`),
    test_traceparent_version_illegal_characters: restarts(
      `.0-${ID}-${PARENT}-01`,
      `0.-${ID}-${PARENT}-01`,
    ),
    test_traceparent_version_too_long: restarts(
      `000-${ID}-${PARENT}-01`,
      `0000-${ID}-${PARENT}-01`,
    ),
    test_traceparent_version_too_short: restarts(`0-${ID}-${PARENT}-01`),
    test_traceparent_trace_id_all_zero: restarts(`00-${'0'.repeat(32)}-${PARENT}-01`),
    test_traceparent_trace_id_illegal_characters: restarts(
      `00-.${ID.slice(1)}-${PARENT}-01`,
      `00-${ID.slice(0, -1)}.-${PARENT}-01`,
    ),
    test_traceparent_trace_id_too_long: restarts(`00-${ID}3-${PARENT}-01`),
    test_traceparent_trace_id_too_short: restarts(`00-${ID.slice(0, -1)}-${PARENT}-01`),
    test_traceparent_parent_id_all_zero: restarts(`00-${ID}-${'0'.repeat(16)}-01`),
    test_traceparent_parent_id_illegal_characters: restarts(
      `00-${ID}-.${PARENT.slice(1)}-01`,
      `00-${ID}-${PARENT.slice(0, -1)}.-01`,
    ),
    test_traceparent_parent_id_too_long: restarts(`00-${ID}-${PARENT}7-01`),
    test_traceparent_parent_id_too_short: restarts(`00-${ID}-${PARENT.slice(0, -1)}-01`),
    test_traceparent_trace_flags_illegal_characters: restarts(
      `00-${ID}-${PARENT}-.0`,
      `00-${ID}-${PARENT}-0.`,
    ),
    test_traceparent_trace_flags_too_long: restarts(`00-${ID}-${PARENT}-001`),
    test_traceparent_trace_flags_too_short: restarts(`00-${ID}-${PARENT}-1`),
    test_traceparent_ows_handling: continues(
      ['traceparent', ` 00-${ID}-${PARENT}-01`],
      ['traceparent', `\t00-${ID}-${PARENT}-01`],
      ['traceparent', `00-${ID}-${PARENT}-01 `],
      ['traceparent', `00-${ID}-${PARENT}-01\t`],
      ['traceparent', `\t 00-${ID}-${PARENT}-01 \t`],
    ),
    async test_tracestate_included_traceparent_missing(send) {
      const { state } = await one(send, ['tracestate', 'foo=1'])
      const { state: other } = await one(send, ['tracestate', 'foo=1,bar=2'])
      assert.equal(state.size, other.size)
    },
    async test_tracestate_included_traceparent_included(send) {
      const { traceId, state } = await withState(send, 'foo=1,bar=2')
      assert.equal(traceId, ID)
      assert.deepEqual(Object.fromEntries(state), { foo: '1', bar: '2' })
    },
    async test_tracestate_header_name(send) {
      for (const name of ['trace-state', 'trace.state']) {
        const { state } = await one(send, ['traceparent', `00-${ID}-${PARENT}-00`], [name, 'foo=1'])
        assert.equal(state.has('foo'), false)
      }
    },
    async test_tracestate_header_name_valid_casing(send) {
      for (const name of ['TraceState', 'TrAcEsTaTe', 'TRACESTATE']) {
        const { state } = await one(send, ['traceparent', `00-${ID}-${PARENT}-00`], [name, 'foo=1'])
        assert.equal(state.get('foo'), '1')
      }
    },
    async test_tracestate_empty_header(send) {
      assert.equal((await withState(send, '')).traceId, ID)
      for (const values of [
        ['foo=1', ''],
        ['', 'foo=1'],
      ]) {
        const { traceId, state } = await withState(send, ...values)
        assert.equal(traceId, ID)
        assert.equal(state.get('foo'), '1')
      }
    },
    async test_tracestate_multiple_headers_different_keys(send) {
      const { traceId, state } = await withState(send, 'foo=1,bar=2', 'rojo=1,congo=2', 'baz=3')
      assert.equal(traceId, ID)
      assert.deepEqual([...state.keys()], ['foo', 'bar', 'rojo', 'congo', 'baz'])
    },
    async test_tracestate_duplicated_keys(send) {
      for (const values of [
        ['foo=1,foo=1'],
        ['foo=1,foo=2'],
        ['foo=1', 'foo=1'],
        ['foo=1', 'foo=2'],
      ]) {
        const { traceId, state } = await withState(send, ...values)
        assert.equal(traceId, ID)
        assert.match(state.get('foo') ?? '', /^[12]$/)
      }
    },
    async test_tracestate_all_allowed_characters(send) {
      const key = `${characters(0x61, 0x7a)}0123456789_-*/`
      const value = characters(0x20, 0x2b) + characters(0x2d, 0x3c) + characters(0x3e, 0x7e)
      for (const whole of [key, `${key}@a-z0-9_-*/`])
        assert.equal((await withState(send, `${whole}=${value}`)).state.get(whole), value)
    },
    async test_tracestate_ows_handling(send) {
      for (const value of [
        'foo=1 \t , \t bar=2, \t baz=3',
        'foo=1\t \t,\t \tbar=2,\t \tbaz=3',
        ' foo=1',
        '\tfoo=1',
        'foo=1 ',
        'foo=1\t',
        '\t foo=1 \t',
      ]) {
        const { traceId, state } = await withState(send, value)
        assert.equal(traceId, ID)
        assert.equal(state.get('foo'), '1')
        if (value.includes('bar'))
          assert.deepEqual([state.get('bar'), state.get('baz')], ['2', '3'])
      }
    },
    test_tracestate_key_illegal_characters: discards(
      ['foo ', 'foo =1'],
      ['FOO', 'FOO=1'],
      ['foo.bar', 'foo.bar=1'],
    ),
    test_tracestate_key_illegal_vendor_format: discards(['bar', '@foo=1,bar=2']),
    async test_tracestate_member_count_limit(send) {
      const { state } = await withState(send, ...members(32))
      assert.equal(state.get('bar01'), '01')
      assert.equal(state.size, 32)
      await discards(['bar01', ...members(33)])(send)
    },
    async test_tracestate_key_length_limit(send) {
      const { state } = await withState(send, 'foo=1', `${'z'.repeat(256)}=1`)
      assert.equal(state.get('foo'), '1')
      await discards(['foo', 'foo=1', `${'z'.repeat(257)}=1`])(send)
    },
    test_tracestate_value_illegal_characters: discards(
      ['foo', 'foo=bar=baz'],
      ['foo', 'foo=,bar=3'],
      ['bar', 'foo=,bar=3'],
    ),
  },
  AdvancedTest: {
    async test_multiple_requests_with_valid_traceparent(send) {
      const calls = (await send([['traceparent', `00-${ID}-${PARENT}-01`]], 3)).map(parentOf)
      assert.deepEqual(new Set(calls.map(({ traceId }) => traceId)), new Set([ID]))
      assert.equal(new Set(calls.map(({ parentId }) => parentId)).size, 3)
    },
    async test_multiple_requests_without_traceparent(send) {
      const calls = (await send([], 3)).map(parentOf)
      assert.equal(new Set(calls.map(({ parentId }) => parentId)).size, 3)
    },
    async test_multiple_requests_with_illegal_traceparent(send) {
      const calls = (await send([['traceparent', `00-${'0'.repeat(32)}-${PARENT}-01`]], 3)).map(
        parentOf,
      )
      assert.equal(new Set(calls.map(({ parentId }) => parentId)).size, 3)
    },
  },
  TraceContext2Test: {
    async test_propagates_random_flag(send) {
      const { traceId, parentId, flags } = await one(send, ['traceparent', `00-${ID}-${PARENT}-02`])
      assert.equal(traceId, ID)
      assert.notEqual(parentId, PARENT)
      assert.equal(flags & 2, 2)
    },
  },
}
