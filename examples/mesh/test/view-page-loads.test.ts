import { expect, test } from 'vitest'
import type { Span } from '../src/collector/span.ts'
import { groupPageLoads, nounFor, type PageLoad, spanCount } from '../src/view/page/page-loads.ts'
import { markedAddress, markedLoad, selectedLoad } from '../src/view/page/selection.ts'
import { summariseTrace } from '../src/view/page/trace-summary.ts'
import { brokenPageLoadSpans, madeSpan, now, pageLoadSpans } from './made-spans.ts'

const start = now / 1000

test('shows a page load that is one trace as one trace with all its spans', () => {
  const [load] = loadsOf(pageLoadSpans())
  expect(load && [load.traces.length, spanCount(load)]).toEqual([1, 7])
})

test('gathers the pieces of a page load under the trace it began with', () => {
  const loads = loadsOf(brokenPageLoadSpans().reverse())
  expect(loads.map((load) => load.traces.map((trace) => trace.id))).toEqual([
    ['00000000000000c1', '00000000000000c2', '00000000000000c3', '00000000000000c4'],
  ])
})

test('keeps page loads that follow each other apart, the newest first', () => {
  const loads = loadsOf([...pageLoadSpans('a1', start), ...pageLoadSpans('a2', start + 100)])
  expect(loads.map((load) => load.start)).toEqual([start + 100, start])
})

test('keeps page loads that overlap apart when each is one trace', () => {
  const loads = loadsOf([...pageLoadSpans('a1', start), ...pageLoadSpans('a2', start + 10)])
  expect(loads.map((load) => load.traces.length)).toEqual([1, 1])
})

test('does not give a piece to a page load that ended before it began', () => {
  const piece = madeSpan({ traceId: 'a2', kind: 'CLIENT', timestamp: now + 1_000_000 })
  expect(loadsOf([...pageLoadSpans('a1', start), piece])).toHaveLength(2)
})

test('does not give a piece to a page load in which its service had no part', () => {
  const piece = madeSpan({ traceId: 'a2', kind: 'CLIENT', service: 'stranger', timestamp: now + 1 })
  expect(loadsOf([...pageLoadSpans('a1', start), piece])).toHaveLength(2)
})

test('does not take a trace whose root is still to arrive for a piece', () => {
  const late = madeSpan({ traceId: 'a2', id: 'b7', parentId: 'b6', kind: 'CLIENT', timestamp: now })
  const loads = loadsOf([...pageLoadSpans('a1', start), late])
  expect(loads.map((load) => load.traces[0].origin)).toContain('unfinished')
})

test.each([
  ['http://productpage:9080/productpage?u=normal', 'page load'],
  ['http://productpage:9080/health', 'request'],
])('calls %s a %s', (url, noun) => {
  const [load] = loadsOf([madeSpan({ kind: 'SERVER', tags: { 'http.url': url } })])
  expect(load && nounFor(load)).toBe(noun)
})

test('shows the newest page load while no trace is chosen', () => {
  const loads = loadsOf([...pageLoadSpans('a1', start), ...pageLoadSpans('a2', start + 100)])
  expect(selectedLoad(loads, undefined)).toBe(loads[0])
})

test('shows the whole page load when one of its pieces is chosen', () => {
  const loads = loadsOf(brokenPageLoadSpans())
  expect(selectedLoad(loads, '00000000000000c3')).toBe(loads[0])
})

test('finds the page load with a mark in its address once the trace it began with is there', () => {
  const spans = withUrl(
    brokenPageLoadSpans(),
    markedAddress('http://productpage:9080/productpage', 'mine'),
  )
  const [first, ...pieces] = spans
  expect(first && markedLoad(loadsOf(pieces), 'mine')).toBeUndefined()
  expect(markedLoad(loadsOf(spans), 'mine')?.traces).toHaveLength(4)
})

test('does not take another page load for the one with the mark', () => {
  const others = withUrl(
    pageLoadSpans(),
    markedAddress('http://productpage:9080/productpage', 'other'),
  )
  expect(
    markedLoad(loadsOf([...others, ...pageLoadSpans('a2', start + 100)]), 'mine'),
  ).toBeUndefined()
})

/** Gives the span that a page load begins with its address. */
function withUrl([first, ...rest]: Span[], url: string): Span[] {
  return first ? [{ ...first, tags: { ...first.tags, 'http.url': url } }, ...rest] : []
}

function loadsOf(spans: Span[]): PageLoad[] {
  const traces = new Map<string, Span[]>()
  for (const span of spans) {
    traces.set(span.traceId, [...(traces.get(span.traceId) ?? []), span])
  }
  return groupPageLoads([...traces.values()].flatMap((trace) => summariseTrace(trace) ?? []))
}
