import express from 'express'
import { expect, test } from 'vitest'
import { otlpReceiver } from '../src/collector/send-on-otlp.ts'
import type { Span } from '../src/collector/span.ts'
import { listen } from './collector-server.ts'
import { madeSpan, pageLoadSpans } from './made-spans.ts'

test('sends a page load as one trace, with every parent and kind', async () => {
  const { resourceSpans } = await sentAsOtlp(pageLoadSpans())
  const spans = resourceSpans.flatMap(spansOf)
  expect(spans.map(({ spanId, parentSpanId = '', kind }) => [spanId, parentSpanId, kind])).toEqual([
    [id(1), '', server],
    [id(2), id(1), client],
    [id(4), id(1), client],
    [id(3), id(2), server],
    [id(5), id(4), server],
    [id(6), id(5), client],
    [id(7), id(6), server],
  ])
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(
    new Set([id(0xa1).padStart(32, '0')]),
  )
})

test('the spans of one service and version share a resource', async () => {
  const reviews = (id: string, version: string) =>
    madeSpan({ id, service: 'reviews', tags: { 'istio.canonical_revision': version } })
  const { resourceSpans } = await sentAsOtlp([
    reviews('00000000000000b1', 'v1'),
    reviews('00000000000000b2', 'v2'),
    reviews('00000000000000b3', 'v1'),
  ])
  const found = resourceSpans.map((of) => [attributesOf(of.resource), spansOf(of).length])
  expect(found).toEqual([
    [{ 'service.name': 'reviews', 'service.version': 'v1' }, 2],
    [{ 'service.name': 'reviews', 'service.version': 'v2' }, 1],
  ])
})

test('what an exporter writes of its process goes to the resource, not to the spans', async () => {
  const tags = { 'service.name': 'x', 'service.version': 'v3', 'telemetry.sdk.name': 'o', a: 'b' }
  const { resourceSpans } = await sentAsOtlp([madeSpan({ service: 'reviews', tags })])
  const [of] = resourceSpans
  expect([attributesOf(of?.resource), attributesOf(of && spansOf(of)[0])]).toEqual([
    { 'service.name': 'reviews', 'service.version': 'v3', 'telemetry.sdk.name': 'o' },
    { a: 'b' },
  ])
})

test('keeps a trace id of 32 digits', async () => {
  const traceId = '463ac35c9f6413ad48485a3953bb6124'
  expect(await sentSpan({ traceId })).toMatchObject({ traceId })
})

test('times keep every microsecond', async () => {
  const span = await sentSpan({
    timestamp: 1_763_856_789_123_457,
    duration: 1_000_001,
    annotations: [{ timestamp: 1_763_856_789_999_999, value: 'retry' }],
  })
  expect(span).toMatchObject({
    startTimeUnixNano: '1763856789123457000',
    endTimeUnixNano: '1763856790123458000',
    events: [{ timeUnixNano: '1763856789999999000', name: 'retry' }],
  })
})

test('a span without a duration ends when it starts', async () => {
  const { startTimeUnixNano, endTimeUnixNano } = await sentSpan({ duration: undefined })
  expect(endTimeUnixNano).toBe(startTimeUnixNano)
})

test('a span without a time is given the time of sending', async () => {
  const before = BigInt(Date.now()) * 1_000_000n
  const { startTimeUnixNano } = await sentSpan({ timestamp: undefined })
  expect(BigInt(startTimeUnixNano)).toBeGreaterThanOrEqual(before)
})

test('a span that knows its trace and id alone is sent', async () => {
  const { resourceSpans } = await sentAsOtlp([{ traceId: id(1), id: id(2) }])
  expect(attributesOf(resourceSpans[0]?.resource)).toEqual({ 'service.name': 'unknown_service' })
})

const unset = 0
const failed = 2

test.each<[string | undefined, object]>([
  [undefined, { code: unset }],
  ['false', { code: unset }],
  ['true', { code: failed }],
  ['', { code: failed }],
  ['503', { code: failed, message: '503' }],
])('the tag error = %j becomes the status %j', async (error, status) => {
  const tags = error === undefined ? {} : { error }
  expect((await sentSpan({ tags })).status).toEqual(status)
})

test('tags and endpoints become attributes', async () => {
  const span = await sentSpan({
    tags: { 'http.status_code': '200', 'http.request.header.end-user': 'jason' },
    localEndpoint: { serviceName: 'productpage', ipv4: '10.0.0.1', port: 9080 },
    remoteEndpoint: { serviceName: 'details', ipv6: '::1', port: 9081 },
  })
  expect(attributesOf(span)).toEqual({
    'http.status_code': '200',
    'http.request.header.end-user': 'jason',
    'network.local.address': '10.0.0.1',
    'network.local.port': 9080,
    'peer.service': 'details',
    'network.peer.address': '::1',
    'network.peer.port': 9081,
  })
})

test.each([
  ['CLIENT', 3],
  ['SERVER', 2],
  ['PRODUCER', 4],
  ['CONSUMER', 5],
  [undefined, 1],
] as const)('the kind %s becomes the number %i', async (kind, number) => {
  expect((await sentSpan({ kind })).kind).toBe(number)
})

const server = 2
const client = 3

type Attributed = {
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[]
}

type OtlpSpan = Attributed & {
  traceId: string
  spanId: string
  parentSpanId?: string
  kind: number
  startTimeUnixNano: string
  endTimeUnixNano: string
  status: object
}

type ResourceSpans = { resource: Attributed; scopeSpans: { spans: OtlpSpan[] }[] }

/** Sends one batch to a server, and gives the body that this gets. */
async function sentAsOtlp(spans: Span[]): Promise<{ resourceSpans: ResourceSpans[] }> {
  const app = express()
  const body = new Promise<{ resourceSpans: ResourceSpans[] }>((resolve) => {
    app.post('/v1/traces', express.json(), (req, res) => {
      res.json({})
      resolve(req.body)
    })
  })
  await otlpReceiver(await listen(app)).deliver(spans)
  return body
}

async function sentSpan(fields: Parameters<typeof madeSpan>[0]): Promise<OtlpSpan> {
  const { resourceSpans } = await sentAsOtlp([madeSpan(fields)])
  return resourceSpans.flatMap(spansOf)[0] as OtlpSpan
}

function spansOf({ scopeSpans }: ResourceSpans): OtlpSpan[] {
  return scopeSpans.flatMap(({ spans }) => spans)
}

function attributesOf({ attributes = [] }: Partial<Attributed> = {}): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]),
  )
}

function id(number: number): string {
  return number.toString(16).padStart(16, '0')
}
