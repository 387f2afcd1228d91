import { expect, test } from 'vitest'
import type { Span } from '../src/collector/span.ts'
import { type CollectorServer, startCollector } from './collector-server.ts'
import { madeSpan, now } from './made-spans.ts'

const minute = 60 * 1_000_000

const stored: Span[] = [
  madeSpan({ traceId: 'a1', timestamp: now - 3 * minute, duration: 100, name: 'get /old' }),
  madeSpan({
    traceId: 'a2',
    timestamp: now - 2 * minute,
    duration: 2000,
    service: 'reviews',
    name: 'get /reviews',
    remoteEndpoint: { serviceName: 'ratings' },
    tags: { 'http.status_code': '500', error: 'true' },
  }),
  madeSpan({
    traceId: 'a3',
    timestamp: now - minute,
    duration: 3000,
    service: 'reviews',
    name: 'get /new',
    annotations: [{ timestamp: now, value: 'retry' }],
    tags: { 'http.status_code': '200' },
  }),
]

test.each([
  ['', ['a3', 'a2', 'a1']],
  ['limit=1', ['a3']],
  ['limit=0', []],
  ['serviceName=reviews', ['a3', 'a2']],
  ['serviceName=REVIEWS', ['a3', 'a2']],
  ['serviceName=unknown', []],
  ['spanName=get%20/old', ['a1']],
  ['serviceName=reviews&spanName=get%20/old', []],
  ['serviceName=reviews&spanName=get%20/new', ['a3']],
  ['remoteServiceName=ratings', ['a2']],
  ['annotationQuery=error', ['a2']],
  ['annotationQuery=retry', ['a3']],
  ['annotationQuery=http.status_code%3D200', ['a3']],
  ['annotationQuery=http.status_code', ['a3', 'a2']],
  ['annotationQuery=http.status_code%3D500%20and%20error', ['a2']],
  ['annotationQuery=http.status_code%3D200%20and%20error', []],
  ['annotationQuery=toString', []],
  ['minDuration=2000', ['a3', 'a2']],
  ['maxDuration=2000', ['a2', 'a1']],
  ['minDuration=2000&maxDuration=2999', ['a2']],
  ['serviceName=productpage&minDuration=2000', []],
  [`endTs=${now / 1000 - 90_000}`, ['a2', 'a1']],
  [`endTs=${now / 1000 - 90_000}&lookback=60000`, ['a2']],
  ['lookback=90000', ['a3']],
])('answers /traces?%s', async (query, expected) => {
  const collector = await startCollector()
  await collector.post(stored)
  expect(await foundTraces(collector, query)).toEqual(expected)
})

test('answers at most ten traces unless asked for more', async () => {
  const collector = await startCollector()
  const ids = Array.from({ length: 12 }, (_, index) => (index + 1).toString(16))
  await collector.post(ids.map((traceId) => madeSpan({ traceId })))
  expect(await foundTraces(collector, '')).toHaveLength(10)
})

test.each([
  ['/services', ['productpage', 'reviews']],
  ['/spans?serviceName=reviews', ['get /new', 'get /reviews']],
  ['/remoteServices?serviceName=reviews', ['ratings']],
  ['/autocompleteKeys', ['error', 'http.status_code']],
  ['/autocompleteValues?key=http.status_code', ['200', '500']],
])('answers %s in order', async (path, expected) => {
  const collector = await startCollector()
  await collector.post(stored)
  expect(await collector.get(path)).toEqual(expected)
})

async function foundTraces(collector: CollectorServer, query: string): Promise<string[]> {
  const traces = (await collector.get(`/traces?${query}`)) as Span[][]
  return traces.map((spans) => spans[0]?.traceId.replace(/^0+/, '') ?? '')
}
