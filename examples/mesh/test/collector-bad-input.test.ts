import { expect, test } from 'vitest'
import { startCollector } from './collector-server.ts'

const span = { traceId: 'a1', id: 'b1' }

test.each([
  ['nothing', undefined, 'The body must be a JSON array of spans.'],
  ['broken JSON', '[{"traceId":', 'The body is not valid JSON.'],
  ['an object', '{}', 'The body must be a JSON array of spans.'],
  ['a bare word', 'spans', 'The body is not valid JSON.'],
  ['a span that is null', [null], 'Span 1 of 1 must be an object.'],
  ['a span that is a list', [span, []], 'Span 2 of 2 must be an object.'],
  [
    'a missing trace id',
    [{ id: 'b1' }],
    'Span 1 of 1: "traceId" must be a string of 1 to 32 hexadecimal digits.',
  ],
  [
    'a trace id that is too long',
    [{ ...span, traceId: 'a'.repeat(33) }],
    'Span 1 of 1: "traceId" must be a string of 1 to 32 hexadecimal digits.',
  ],
  [
    'a trace id of zeros',
    [{ ...span, traceId: '0000' }],
    'Span 1 of 1: "traceId" must not be zero.',
  ],
  [
    'an id that is not hexadecimal',
    [{ ...span, id: 'xyz' }],
    'Span 1 of 1: "id" must be a string of 1 to 16 hexadecimal digits.',
  ],
  [
    'a parent id that is a number',
    [{ ...span, parentId: 7 }],
    'Span 1 of 1: "parentId" must be a string of 1 to 16 hexadecimal digits.',
  ],
  [
    'an unknown kind',
    [{ ...span, kind: 'LOCAL' }],
    'Span 1 of 1: "kind" must be CLIENT, SERVER, PRODUCER or CONSUMER.',
  ],
  [
    'a start that is text',
    [{ ...span, timestamp: 'now' }],
    'Span 1 of 1: "timestamp" must be a number of microseconds.',
  ],
  [
    'a negative duration',
    [{ ...span, duration: -1 }],
    'Span 1 of 1: "duration" must be a number of microseconds.',
  ],
  [
    'an endpoint that is text',
    [{ ...span, localEndpoint: 'reviews' }],
    'Span 1 of 1: "localEndpoint" must be an object.',
  ],
  ['a name that is a number', [{ ...span, name: 1 }], 'Span 1 of 1: "name" must be a string.'],
  [
    'a tag that is an object',
    [{ ...span, tags: { a: {} } }],
    'Span 1 of 1: "tags" must be an object of strings.',
  ],
  [
    'annotations that are an object',
    [{ ...span, annotations: {} }],
    'Span 1 of 1: "annotations" must be an array of { timestamp, value }.',
  ],
])('refuses %s with one sentence', async (_what, body, sentence) => {
  const collector = await startCollector()
  const response = await fetch(`${collector.address}/api/v2/spans`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : (JSON.stringify(body) ?? null),
  })
  expect([response.status, await response.text()]).toEqual([400, sentence])
})

test('stores nothing of a batch with one bad span', async () => {
  const collector = await startCollector()
  await collector.post([span, { id: 'b2' }])
  expect(await collector.get('/traces')).toEqual([])
})

test('refuses a body over 5 MB with one sentence', async () => {
  const collector = await startCollector()
  const response = await fetch(`${collector.address}/api/v2/spans`, {
    method: 'POST',
    body: JSON.stringify([{ ...span, tags: { long: 'x'.repeat(6_000_000) } }]),
  })
  expect([response.status, await response.text()]).toEqual([413, 'The body is larger than 5 MB.'])
})

test('refuses protobuf with one sentence that says what to send', async () => {
  const collector = await startCollector()
  const response = await fetch(`${collector.address}/api/v2/spans`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: 'x',
  })
  expect([response.status, await response.text()]).toEqual([
    415,
    'Only JSON is read here: send spans as application/json.',
  ])
})

test('keeps a tag named __proto__ as a tag', async () => {
  const collector = await startCollector()
  const body = '[{"traceId":"a1","id":"b1","tags":{"__proto__":"x","constructor":"y"}}]'
  const send = (): Promise<Response> =>
    fetch(`${collector.address}/api/v2/spans`, { method: 'POST', body })
  await send()
  await send()
  const response = await fetch(`${collector.address}/api/v2/trace/a1`)
  expect(await response.text()).toContain('"tags":{"__proto__":"x","constructor":"y"}')
})

test.each([
  ['/traces?limit=many', '"limit" must be a whole number.'],
  ['/traces?minDuration=-1', '"minDuration" must be a whole number.'],
  ['/traces?endTs=1&endTs=2', '"endTs" must be a whole number.'],
  ['/spans', '"serviceName" is required.'],
  ['/remoteServices?serviceName=', '"serviceName" is required.'],
  ['/dependencies', '"endTs" is required.'],
  ['/autocompleteValues', '"key" is required.'],
])('refuses GET %s with one sentence', async (path, sentence) => {
  const collector = await startCollector()
  const response = await fetch(`${collector.address}/api/v2${path}`)
  expect([response.status, await response.text()]).toEqual([400, sentence])
})
