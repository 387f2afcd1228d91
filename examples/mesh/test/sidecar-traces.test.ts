import { expect, test } from 'vitest'
import { call } from './fixtures/call.ts'
import { startChain } from './fixtures/chain.ts'
import { spanOf } from './fixtures/span-of.ts'

const b3 = ['x-b3-traceid', 'x-b3-spanid', 'x-b3-parentspanid', 'x-b3-sampled']
const traceId = '463ac35c9f6413ad48485a3953bb6124'
const spanId = 'a2fb4a1d1a96d312'

test('makes one trace of a request when the application forwards, each span under the one before', async () => {
  const { url, spans } = await startChain({ forwards: b3 })
  await call(`${url}/reviews/0`)
  const all = await spans(3)
  const server = spanOf(all, 'SERVER', 'reviews')
  const client = spanOf(all, 'CLIENT', 'reviews')
  const last = spanOf(all, 'SERVER', 'ratings')
  expect([
    new Set(all.map((span) => span.traceId)).size,
    server.parentId,
    client.parentId,
    last.parentId,
  ]).toEqual([1, undefined, server.id, client.id])
})

test('starts a new trace on the way out when the application forwards nothing', async () => {
  const { url, spans } = await startChain({ forwards: [] })
  await call(`${url}/reviews/0`)
  const all = await spans(3)
  const server = spanOf(all, 'SERVER', 'reviews')
  const client = spanOf(all, 'CLIENT', 'reviews')
  const last = spanOf(all, 'SERVER', 'ratings')
  expect([client.parentId, client.traceId === server.traceId, last.traceId]).toEqual([
    undefined,
    false,
    client.traceId,
  ])
})

test('gives a way in a span of its own under the one of the caller', async () => {
  const { url, spans } = await startChain()
  const headers = ['X-B3-TraceId', traceId, 'X-B3-SpanId', spanId, 'X-B3-Sampled', '1']
  await call(`${url}/reviews/0`, { headers })
  const server = spanOf(await spans(3), 'SERVER', 'reviews')
  expect([server.traceId, server.parentId, server.id === spanId]).toEqual([traceId, spanId, false])
})

test('hands the application the ids of its own span', async () => {
  const { url, spans, received } = await startChain()
  await call(`${url}/reviews/0`, { headers: ['x-b3-traceid', traceId, 'x-b3-spanid', spanId] })
  const server = spanOf(await spans(3), 'SERVER', 'reviews')
  expect(b3.map((name) => received[0]?.header(name))).toEqual([traceId, server.id, spanId, '1'])
})

test('writes no parent for the first span of a trace', async () => {
  const { url, received } = await startChain()
  await call(`${url}/reviews/0`)
  expect(received[0]?.header('x-b3-parentspanid')).toBeUndefined()
})

test('makes trace ids of 128 bits', async () => {
  const { url, received } = await startChain()
  await call(`${url}/reviews/0`)
  expect(received[0]?.header('x-b3-traceid')).toMatch(/^[0-9a-f]{32}$/)
})

test('leaves a trace id of 64 bits as it came', async () => {
  const { url, received } = await startChain({ forwards: b3 })
  await call(`${url}/reviews/0`, { headers: ['x-b3-traceid', spanId, 'x-b3-spanid', spanId] })
  expect(received.map((request) => request.header('x-b3-traceid'))).toEqual([spanId, spanId])
})

test('reports nothing of a request that is not sampled, and propagates it all the same', async () => {
  const { url, received, flushed } = await startChain({ forwards: b3 })
  const headers = ['x-b3-traceid', traceId, 'x-b3-spanid', spanId, 'x-b3-sampled', '0']
  await call(`${url}/reviews/0`, { headers })
  const last = received[1]
  expect([
    (await flushed()).length,
    last?.header('x-b3-traceid'),
    last?.header('x-b3-sampled'),
    last?.header('x-b3-parentspanid') === spanId,
  ]).toEqual([0, traceId, '0', false])
})

test('obeys a sampling decision that comes without ids', async () => {
  const { url, received, flushed } = await startChain({ forwards: b3 })
  await call(`${url}/reviews/0`, { headers: ['x-b3-sampled', '0'] })
  expect([(await flushed()).length, received[1]?.header('x-b3-sampled')]).toEqual([0, '0'])
})

test('takes the first of repeated ids', async () => {
  const { url, received } = await startChain()
  const other = '80f198ee56343ba864fe8b2a57d3eff7'
  const headers = ['x-b3-traceid', traceId, 'x-b3-spanid', spanId, 'x-b3-traceid', other]
  await call(`${url}/reviews/0`, { headers })
  expect(received[0]?.headers.filter((text) => text === traceId || text === other)).toEqual([
    traceId,
  ])
})

test.each([
  ['a trace id that is no hexadecimal', ['x-b3-traceid', 'z'.repeat(32), 'x-b3-spanid', spanId]],
  ['a trace id that is too long', ['x-b3-traceid', 'a'.repeat(17), 'x-b3-spanid', spanId]],
  ['an empty span id', ['x-b3-traceid', traceId, 'x-b3-spanid', '']],
  ['ids of zeros', ['x-b3-traceid', '0'.repeat(32), 'x-b3-spanid', '0'.repeat(16)]],
  [
    'a malformed parent',
    ['x-b3-traceid', traceId, 'x-b3-spanid', spanId, 'x-b3-parentspanid', '-'],
  ],
  ['a truncated b3', ['b3', `${traceId}-${spanId.slice(2)}`]],
  ['a b3 that is too long', ['b3', `${traceId}-${spanId}-1-${spanId}00`]],
  ['an empty b3', ['b3', '']],
])('makes no span and changes no header for %s', async (_, headers) => {
  const { url, received, flushed } = await startChain({ forwards: true })
  await call(`${url}/reviews/0`, { headers })
  const last = received[1]
  const names = headers.filter((_name, index) => index % 2 === 0)
  expect([(await flushed()).length, names.flatMap((name) => [name, last?.header(name)])]).toEqual([
    0,
    headers,
  ])
})

test.each([
  ['with its sampling', `${traceId}-${spanId}-1`, '1'],
  ['with debug', `${traceId}-${spanId}-d`, '1'],
  ['with a parent', `${traceId}-${spanId}-1-${traceId.slice(16)}`, '1'],
  ['without sampling', `${traceId}-${spanId}`, '1'],
  ['that is not sampled', `${traceId}-${spanId}-0`, '0'],
])('reads b3 %s before x-b3-*, and writes b3 alone', async (_, single, sampled) => {
  const { url, received } = await startChain()
  const others = ['x-b3-traceid', 'f'.repeat(32), 'x-b3-spanid', 'f'.repeat(16)]
  await call(`${url}/reviews/0`, { headers: ['b3', single, ...others] })
  const [first] = received
  expect(first?.header('b3')).toMatch(
    new RegExp(`^${traceId}-(?!${spanId})[0-9a-f]{16}-${sampled}-${spanId}$`),
  )
  expect(first?.headers.join()).toContain(others.join())
})

test('starts a trace when b3 says no more than that it is wanted', async () => {
  const { url, spans } = await startChain()
  await call(`${url}/reviews/0`, { headers: ['b3', '1'] })
  expect(spanOf(await spans(3), 'SERVER', 'reviews').parentId).toBeUndefined()
})

test('neither writes nor removes x-b3-flags', async () => {
  const { url, received } = await startChain({ forwards: b3 })
  const headers = ['x-b3-traceid', traceId, 'x-b3-spanid', spanId, 'x-b3-flags', '1']
  await call(`${url}/reviews/0`, { headers })
  expect(received.map((request) => request.header('x-b3-flags'))).toEqual(['1', undefined])
})
