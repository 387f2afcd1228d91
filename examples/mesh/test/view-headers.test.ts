import { expect, test } from 'vitest'
import type { Span } from '../src/collector/span.ts'
import { headerTable } from '../src/view/page/header-hops.ts'
import type { PageLoad } from '../src/view/page/page-loads.ts'
import { groupPageLoads } from '../src/view/page/page-loads.ts'
import { summariseTrace } from '../src/view/page/trace-summary.ts'
import { madeSpan, now } from './made-spans.ts'

const served = { kind: 'SERVER', id: 'b1', timestamp: now, duration: 9000 } as const
const called = { kind: 'CLIENT', id: 'b2', timestamp: now + 1000 } as const
const reached = { kind: 'SERVER', id: 'b3', parentId: 'b2', timestamp: now + 2000 } as const

test.each([
  ['carried', 'as it came', 'as it came'],
  ['changed', 'as it came', 'otherwise'],
  ['lost', 'as it came', undefined],
  ['added', undefined, 'new'],
  ['absent', undefined, undefined],
])('says that an application let a header be %s', (fate, handed, sent) => {
  const spans = [
    madeSpan({ ...served, tags: tagged({ 'x-request-id': handed }) }),
    madeSpan({ ...called, parentId: 'b1', tags: tagged({ 'x-request-id': sent }) }),
    madeSpan({ ...reached, service: 'details', tags: tagged({ 'x-request-id': 'any' }) }),
  ]
  expect(fatesOf([spans], 'x-request-id')[1]).toBe(fate)
})

test('says that a sidecar wrote the span id of its own hop', () => {
  const spans = [
    madeSpan({ ...called, tags: tagged({ 'x-b3-spanid': 'b1' }) }),
    madeSpan({ ...reached, service: 'details', tags: tagged({ 'x-b3-spanid': 'b3' }) }),
  ]
  expect(fatesOf([spans], 'x-b3-spanid')).toEqual(['first', 'set by the sidecar'])
})

test('shows headers as lost where a call began a trace of its own', () => {
  const entry = [madeSpan({ ...served, tags: tagged({ 'x-request-id': 'one' }) })]
  const piece = [
    madeSpan({ ...called, traceId: 'a2' }),
    madeSpan({
      ...reached,
      traceId: 'a2',
      service: 'details',
      tags: tagged({ 'x-request-id': 'two' }),
    }),
  ]
  expect(fatesOf([entry, piece], 'x-request-id')).toEqual(['first', 'lost', 'set by the sidecar'])
})

test('lists the headers that belong together one after the other', () => {
  const tags = tagged({ zebra: '1', 'end-user': 'jason', 'x-b3-spanid': 'b1', 'x-request-id': 'r' })
  const { rows } = headerTable(loadOf([[madeSpan({ ...served, tags })]]))
  expect(rows.map(({ name }) => name)).toEqual(['x-request-id', 'x-b3-spanid', 'end-user', 'zebra'])
})

function fatesOf(traces: Span[][], header: string): string[] {
  const row = headerTable(loadOf(traces)).rows.find(({ name }) => name === header)
  return row?.cells.map((cell) => cell.fate) ?? []
}

function loadOf(traces: Span[][]): PageLoad {
  const [load] = groupPageLoads(traces.flatMap((spans) => summariseTrace(spans) ?? []))
  if (!load) throw new Error('no spans')
  return load
}

function tagged(headers: Record<string, string | undefined>): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[`http.request.header.${name}`, value]],
  )
  return Object.fromEntries(entries)
}
