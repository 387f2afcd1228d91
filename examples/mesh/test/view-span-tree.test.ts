import { expect, test } from 'vitest'
import type { Span } from '../src/collector/span.ts'
import { inTreeOrder } from '../src/view/page/span-tree.ts'
import { summariseTrace } from '../src/view/page/trace-summary.ts'
import { madeSpan, now, pageLoadSpans } from './made-spans.ts'

test('puts each span under its parent, in order of time', () => {
  expect(treeOf(pageLoadSpans().reverse())).toEqual([
    '0 productpage SERVER',
    '1 productpage CLIENT',
    '2 details SERVER',
    '1 productpage CLIENT',
    '2 reviews SERVER',
    '3 reviews CLIENT',
    '4 ratings SERVER',
  ])
})

test('puts a span whose parent is not there at the root', () => {
  expect(treeOf(pageLoadSpans().slice(4))).toEqual([
    '0 reviews SERVER',
    '1 reviews CLIENT',
    '2 ratings SERVER',
  ])
})

test('puts the server under the client when both share one id', () => {
  const spans = [
    madeSpan({ kind: 'SERVER', shared: true, service: 'details', timestamp: now - 5 }),
    madeSpan({ kind: 'CLIENT' }),
  ]
  expect(treeOf(spans)).toEqual(['0 productpage CLIENT', '1 details SERVER'])
})

test('puts the calls of a server that shares its id under the server', () => {
  const spans = [
    madeSpan({ kind: 'CLIENT' }),
    madeSpan({ kind: 'SERVER', shared: true, service: 'reviews' }),
    madeSpan({ kind: 'CLIENT', id: 'b2', parentId: '00000000000000b1', service: 'reviews' }),
  ]
  expect(treeOf(spans)).toEqual(['0 productpage CLIENT', '1 reviews SERVER', '2 reviews CLIENT'])
})

test('shows spans that are each other’s parents once', () => {
  const spans = [
    madeSpan({ id: 'b1', parentId: 'b2', kind: 'SERVER' }),
    madeSpan({ id: 'b2', parentId: 'b1', kind: 'SERVER' }),
  ]
  expect(inTreeOrder(spans)).toHaveLength(2)
})

test('sums up a trace of which not every span says when or how long', () => {
  const [root, ...rest] = pageLoadSpans()
  const bare = { ...root, duration: undefined } as Span
  const timeless = madeSpan({ id: 'b9', timestamp: undefined, duration: undefined })
  const summary = summariseTrace([bare, ...rest, timeless])
  expect(summary && [summary.end - summary.start, summary.services]).toEqual([
    47,
    ['productpage', 'details', 'reviews', 'ratings'],
  ])
})

test('sums up nothing as nothing', () => {
  expect(summariseTrace([])).toBeUndefined()
})

function treeOf(spans: Span[]): string[] {
  return inTreeOrder(spans).map(
    ({ span, depth }) => `${depth} ${span.localEndpoint?.serviceName} ${span.kind}`,
  )
}
