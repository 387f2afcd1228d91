import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { startCollector } from './collector-server.ts'
import { madeSpan, now, pageLoadSpans } from './made-spans.ts'

test('takes spans with 202, the only status Envoy counts as sent', async () => {
  const collector = await startCollector()
  expect(await collector.post(pageLoadSpans())).toBe(202)
})

test('takes an empty batch', async () => {
  const collector = await startCollector()
  expect(await collector.post([])).toBe(202)
})

test('gives a trace back by its id', async () => {
  const collector = await startCollector()
  await collector.post(pageLoadSpans())
  expect(await collector.get('/trace/00000000000000a1')).toEqual(
    JSON.parse(JSON.stringify(pageLoadSpans())),
  )
})

test('answers 404 for a trace it does not know', async () => {
  const collector = await startCollector()
  const response = await fetch(`${collector.address}/api/v2/trace/00000000000000ff`)
  expect([response.status, await response.text()]).toEqual([
    404,
    'No trace with this id is kept here.',
  ])
})

test('joins the 16-digit and the 32-digit id of one trace, and finds it by both', async () => {
  const collector = await startCollector()
  const long = '463ac35c9f6413ad48485a3953bb6124'
  const short = '48485a3953bb6124'
  await collector.post([madeSpan({ traceId: long }), madeSpan({ traceId: short, id: 'b2' })])
  const byLong = await collector.get(`/trace/${long}`)
  expect(byLong).toHaveLength(2)
  expect(await collector.get(`/trace/${short}`)).toEqual(byLong)
})

test('gives several traces back at once', async () => {
  const collector = await startCollector()
  await collector.post([madeSpan({ traceId: 'a1' }), madeSpan({ traceId: 'a2' })])
  expect(await collector.get('/traceMany?traceIds=a1,a2,a3')).toHaveLength(2)
})

test.each(['/traceMany?traceIds=a1', '/traceMany?traceIds=a1,a1', '/traceMany'])(
  'refuses %s: it takes two different ids',
  async (path) => {
    const collector = await startCollector()
    const response = await fetch(`${collector.address}/api/v2${path}`)
    expect(response.status).toBe(400)
  },
)

test('reads a gzipped body', async () => {
  const collector = await startCollector()
  const response = await fetch(`${collector.address}/api/v2/spans`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: gzipSync(JSON.stringify(pageLoadSpans())),
  })
  expect(response.status).toBe(202)
  expect(await collector.get('/trace/a1')).toHaveLength(7)
})

test('merges what several reports say about one span, in any order', async () => {
  const collector = await startCollector()
  const ids = { traceId: 'a1', id: 'b1', kind: 'SERVER' }
  await collector.post([{ ...ids, timestamp: now + 5, duration: 10, tags: { late: 'yes' } }])
  await collector.post([{ ...ids, localEndpoint: { serviceName: 'Reviews' }, timestamp: now }])
  await collector.post([{ ...ids, tags: { 'http.method': 'GET' }, name: 'GET' }])
  expect(await collector.get('/trace/a1')).toEqual([
    {
      traceId: '00000000000000a1',
      id: '00000000000000b1',
      kind: 'SERVER',
      name: 'get',
      timestamp: now,
      duration: 10,
      localEndpoint: { serviceName: 'reviews' },
      tags: { late: 'yes', 'http.method': 'GET' },
    },
  ])
})

test('counts a batch that is sent twice once', async () => {
  const collector = await startCollector()
  const annotations = [{ timestamp: now, value: 'ss' }]
  const spans = pageLoadSpans().map((span) => ({ ...span, annotations }))
  await collector.post(spans)
  await collector.post(spans)
  expect(await collector.get('/trace/a1')).toEqual(JSON.parse(JSON.stringify(spans)))
})

test('keeps the two sides of a span that client and server share', async () => {
  const collector = await startCollector()
  await collector.post([
    madeSpan({ kind: 'SERVER', shared: true, service: 'details' }),
    madeSpan({ kind: 'CLIENT' }),
  ])
  expect(await collector.get('/trace/a1')).toHaveLength(2)
})

test('keeps spans without a start, a duration or a service', async () => {
  const collector = await startCollector()
  await collector.post([{ traceId: 'a1', id: 'b1', duration: 0, timestamp: null }])
  expect(await collector.get('/traces')).toEqual([
    [{ traceId: '00000000000000a1', id: '00000000000000b1' }],
  ])
})

test('forgets the oldest trace when there are too many', async () => {
  const collector = await startCollector({ maxTraces: 2 })
  for (const traceId of ['a1', 'a2', 'a3']) await collector.post([madeSpan({ traceId })])
  const response = await fetch(`${collector.address}/api/v2/trace/a1`)
  expect([response.status, await collector.get('/traces')]).toMatchObject([404, { length: 2 }])
})

test('drops new spans of a trace that has too many, and still merges the old', async () => {
  const collector = await startCollector({ maxSpansPerTrace: 2 })
  await collector.post(['b1', 'b2', 'b3'].map((id) => madeSpan({ id })))
  await collector.post([madeSpan({ id: 'b1', tags: { late: 'yes' } })])
  expect(await collector.get('/trace/a1')).toMatchObject([
    { id: '00000000000000b1', tags: { late: 'yes' } },
    { id: '00000000000000b2' },
  ])
})

test('forgets everything on DELETE /api/v2/traces', async () => {
  const collector = await startCollector()
  await collector.post(pageLoadSpans())
  await fetch(`${collector.address}/api/v2/traces`, { method: 'DELETE' })
  expect(await collector.get('/traces')).toEqual([])
})

test('says that it is up', async () => {
  const collector = await startCollector()
  const response = await fetch(`${collector.address}/health`)
  expect(await response.json()).toEqual({ status: 'UP' })
})
