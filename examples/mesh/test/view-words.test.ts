import { expect, test } from 'vitest'
import { countText } from '../src/view/page/count-text.ts'
import { formatDuration, formatTick } from '../src/view/page/format-time.ts'
import { ruleSources } from '../src/view/page/rule-sources.ts'
import { hashFor, keyInHash } from '../src/view/page/selection.ts'
import { assignColours } from '../src/view/page/service-colours.ts'
import { serviceVersions } from '../src/view/page/service-versions.ts'
import { incidentsOf, operationOf, peerOf } from '../src/view/page/span-facts.ts'
import { timeTicks } from '../src/view/page/time-ticks.ts'
import { madeSpan } from './made-spans.ts'

test.each([
  [undefined, '–'],
  [0, '0 ms'],
  [0.25, '250 µs'],
  [3.104, '3.10 ms'],
  [58.44, '58.4 ms'],
  [304.4, '304 ms'],
  [2562, '2.56 s'],
])('writes a duration of %s ms as %s', (duration, text) => {
  expect(formatDuration(duration)).toBe(text)
})

test.each([
  [0, '0 ms'],
  [0.5, '0.5 ms'],
  [20, '20 ms'],
  [1500, '1.5 s'],
])('writes %s ms on the axis as %s', (tick, text) => {
  expect(formatTick(tick)).toBe(text)
})

test.each([
  [58.4, [0, 20, 40]],
  [7010, [0, 2000, 4000, 6000]],
  [0, [0]],
])('divides %s ms at round times', (length, ticks) => {
  expect(timeTicks(length)).toEqual(ticks)
})

test.each([
  [1, '1 trace'],
  [4, '4 traces'],
])('counts %s as %s', (count, text) => {
  expect(countText(count, 'trace')).toBe(text)
})

test('gives a service the same colour whatever comes later', () => {
  const first = assignColours(new Map(), ['reviews', 'details'])
  const later = assignColours(first, ['apple', 'reviews', 'details'])
  expect([...later]).toEqual([
    ['details', 0],
    ['reviews', 1],
    ['apple', 2],
  ])
})

test('reads back the trace it wrote into the address', () => {
  expect(keyInHash(hashFor('463ac35c9f6413ad48485a3953bb6124'))).toBe('48485a3953bb6124')
})

test.each(['', '#trace=', '#trace=%3Cscript%3E', '#other=1'])(
  'reads no trace from "%s"',
  (hash) => {
    expect(keyInHash(hash)).toBeUndefined()
  },
)

test('says what a span did from its tags', () => {
  const span = madeSpan({
    tags: { 'http.method': 'GET', 'http.url': 'http://reviews:9080/reviews/0?x=1' },
  })
  expect([operationOf(span), peerOf(span)]).toEqual(['GET /reviews/0', 'reviews'])
})

test('says what a span did from its name when it has no tags', () => {
  expect(operationOf(madeSpan({ name: 'reviews:9080/*' }))).toBe('reviews:9080/*')
})

test('says in words what the proxy flagged', () => {
  const tags = { response_flags: 'DI,DC', 'http.status_code': '0' }
  expect(incidentsOf(madeSpan({ tags }))).toEqual(['delay injected', 'caller gave up'])
})

test('says which status failed', () => {
  expect(incidentsOf(madeSpan({ tags: { 'http.status_code': '503' } }))).toEqual(['answered 503'])
})

test('lists rules by where they came from, those that route first', () => {
  const rules = [
    { kind: 'DestinationRule', name: 'reviews', source: '/rules/destination-rule-all.yaml' },
    { kind: 'DestinationRule', name: 'ratings', source: '/rules/destination-rule-all.yaml' },
    { kind: 'VirtualService', name: 'ratings', source: 'virtual-service-ratings-test-delay.yaml' },
  ]
  expect(ruleSources(rules)).toEqual([
    {
      source: 'virtual-service-ratings-test-delay',
      contents: ['VirtualService ratings'],
      routes: true,
    },
    {
      source: 'destination-rule-all',
      contents: ['DestinationRule reviews, ratings'],
      routes: false,
    },
  ])
})

test('lists each version of a service once', () => {
  const running = ['v3', 'v1', 'v1'].map((version) => ({
    name: 'reviews',
    version,
    workload: `reviews-${version}`,
    url: 'http://127.0.0.1',
  }))
  expect([...serviceVersions(running, [])]).toEqual([['reviews', ['v1', 'v3']]])
})
