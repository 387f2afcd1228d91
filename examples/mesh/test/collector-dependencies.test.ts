import { expect, test } from 'vitest'
import type { Span } from '../src/collector/span.ts'
import { startCollector } from './collector-server.ts'
import { brokenPageLoadSpans, madeSpan, now, pageLoadSpans } from './made-spans.ts'

const bookinfo = [
  { parent: 'productpage', child: 'details', callCount: 1, errorCount: 0 },
  { parent: 'productpage', child: 'reviews', callCount: 1, errorCount: 0 },
  { parent: 'reviews', child: 'ratings', callCount: 1, errorCount: 0 },
]

test('links a client with the server whose span is under it', async () => {
  expect(await linksOf(pageLoadSpans())).toEqual(bookinfo)
})

test('links the same services when the trace has fallen into pieces', async () => {
  expect(await linksOf(brokenPageLoadSpans())).toEqual(bookinfo)
})

test('links whatever the order of arrival', async () => {
  const links = (await linksOf(pageLoadSpans().reverse())) as unknown[]
  expect(links).toHaveLength(3)
})

test('links client and server that share one span id', async () => {
  const spans = [
    madeSpan({ kind: 'CLIENT' }),
    madeSpan({ kind: 'SERVER', shared: true, service: 'details' }),
  ]
  expect(await linksOf(spans)).toEqual([bookinfo[0]])
})

test('counts calls and failed calls over several traces', async () => {
  const failed = pageLoadSpans('a2').map((span) =>
    span.kind === 'SERVER' && span.localEndpoint?.serviceName === 'ratings'
      ? { ...span, tags: { error: 'true' } }
      : span,
  )
  expect(await linksOf([...pageLoadSpans(), ...failed])).toContainEqual({
    parent: 'reviews',
    child: 'ratings',
    callCount: 2,
    errorCount: 1,
  })
})

test('links a peer that reports no spans by the name the client gave it', async () => {
  const spans = [
    madeSpan({ kind: 'CLIENT', remoteEndpoint: { serviceName: 'mysql' }, tags: { error: '' } }),
  ]
  expect(await linksOf(spans)).toEqual([
    { parent: 'productpage', child: 'mysql', callCount: 1, errorCount: 1 },
  ])
})

test('makes no link within one service', async () => {
  const spans = [
    madeSpan({ kind: 'CLIENT' }),
    madeSpan({ kind: 'SERVER', id: 'b2', parentId: '00000000000000b1' }),
  ]
  expect(await linksOf(spans)).toEqual([])
})

test('counts only traces that began within the window', async () => {
  const collector = await startCollector()
  await collector.post(pageLoadSpans())
  const endTs = now / 1000 - 1000
  expect(await collector.get(`/dependencies?endTs=${endTs}`)).toEqual([])
})

async function linksOf(spans: Span[]): Promise<unknown> {
  const collector = await startCollector()
  await collector.post(spans)
  return collector.get(`/dependencies?endTs=${now / 1000 + 1000}&lookback=3600000`)
}
