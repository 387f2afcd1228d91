import { channel } from 'node:diagnostics_channel'
import {
  context,
  INVALID_SPAN_CONTEXT,
  type SpanContext,
  SpanKind,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api'
import { CompositePropagator, W3CTraceContextPropagator } from '@opentelemetry/core'
import { B3Propagator } from '@opentelemetry/propagator-b3'
import { wrapDispatcher } from '@waybill/fetch'
import * as undici from 'undici'
import * as undici6 from 'undici6'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import type { Arrived } from './clients.ts'
import { type Sdk, startSdk } from './sdk.ts'
import { startApp } from './start-app.ts'

const echo = runningEcho()
const versions: [string, typeof undici][] = [
  ['undici 6', undici6 as never],
  ['undici 7', undici],
]
// It needs a newer Node than 20.
if (Number(process.versions.node.split('.')[0]) >= 22)
  versions.push(['undici 8', (await import('undici8')) as never])

let sdk: Sdk
beforeEach(() => {
  sdk = startSdk({ server: true, http: true, undici: true })
})
afterEach(() => sdk.stop())

const traceIdOf = (i: number) => String(i + 1).repeat(32)
// The propagator knows the first alone.
const headersOf = (i: number) => ({
  traceparent: `00-${traceIdOf(i)}-05e3ac9a4f6e3b90-01`,
  'x-b3-traceid': traceIdOf(i),
  'x-b3-spanid': '05e3ac9a4f6e3b90',
})
const six = [0, 1, 2, 3, 4, 5]

describe.each(versions)('%s', (_version, { Agent, interceptors, request }) => {
  const dispatchers = {
    'an agent without a limit': () => wrapDispatcher(new Agent() as never),
    'an agent with few connections': () => wrapDispatcher(new Agent({ connections: 2 }) as never),
    'an agent that retries and redirects': () =>
      wrapDispatcher(new Agent({ connections: 2 }) as undici.Agent).compose(
        interceptors.retry({ minTimeout: 1 }) as never,
        interceptors.redirect({ maxRedirections: 2 }) as never,
      ),
  }

  test.each(Object.entries(dispatchers))(
    '%s sends every call with its own trace, once',
    async (name, make) => {
      const dispatcher = make()
      const path = name.includes('redirects')
        ? `/?to=${encodeURIComponent(`${echo.origin}/?delay=5`)}`
        : '/?delay=5'
      const send = await startApp(async () => {
        const { body } = await request(echo.origin + path, { dispatcher } as never)
        return ((await body.json()) as { headers: Arrived }).headers
      })
      // Sockets that another request has opened.
      await Promise.all(six.map((i) => send({ ...headersOf(i), 'x-request-id': 'w' })))
      const arrived = await Promise.all(
        six.map((i) => send<Arrived>({ ...headersOf(i), 'x-request-id': String(i) })),
      )
      for (const [i, headers] of arrived.entries()) {
        expect(headers['x-request-id']).toBe(String(i))
        const [, traceId, spanId] = String(headers.traceparent).split('-')
        expect(traceId).toBe(traceIdOf(i))
        expect(headers).toMatchObject({ 'x-b3-traceid': traceId, 'x-b3-spanid': spanId })
        const span = sdk.span(spanId)
        expect(span?.spanContext().traceId).toBe(traceId)
        expect([SpanKind.SERVER, SpanKind.CLIENT]).toContain(span?.kind)
      }
      await (dispatcher as unknown as undici.Agent).close()
    },
  )
})

describe('what is published for a request of undici', () => {
  const created = channel('undici:request:create')
  const S = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }
  const own = `00-${S.traceId}-${S.spanId}-01`

  async function afterwards(
    headers: unknown,
    span: SpanContext | undefined = S,
    propagator?: TextMapPropagator,
  ): Promise<unknown> {
    // What subscribes has been made last by a call.
    const send = await startApp(() =>
      undici.request(echo.origin, { dispatcher: wrapDispatcher(new undici.Agent()) }).then(() => 1),
    )
    await send()
    sdk.stop()
    sdk = startSdk(propagator && { propagator })
    const request = { headers, origin: 'http://a', path: '/', method: 'GET' }
    const here = context.active()
    const active = span === INVALID_SPAN_CONTEXT ? here : trace.setSpanContext(here, span)
    context.with(active, () => created.publish({ request }))
    return request.headers
  }

  test('keeps the later header where the first names the active span', async () => {
    const list = [
      'traceparent',
      own,
      'x-a',
      '1',
      'traceparent',
      `00-${S.traceId}-${'c'.repeat(16)}-01`,
    ]
    expect(await afterwards(list)).toEqual([
      'x-a',
      '1',
      'traceparent',
      `00-${S.traceId}-${'c'.repeat(16)}-01`,
    ])
  })

  test('keeps the first, and nothing of the later, where another span is active', async () => {
    const list = [
      'Traceparent',
      own,
      'traceparent',
      `00-${'d'.repeat(32)}-${'c'.repeat(16)}-01`,
      'tracestate',
      'x=1',
      'baggage',
      'of=another',
    ]
    expect(await afterwards(list, { ...S, spanId: 'e'.repeat(16) })).toEqual(['Traceparent', own])
  })

  test('keeps nothing of another request in formats that did not come', async () => {
    const propagator = new CompositePropagator({
      propagators: [new W3CTraceContextPropagator(), new B3Propagator()],
    })
    const later = `00-${'d'.repeat(32)}-${'c'.repeat(16)}-01`
    const list = ['traceparent', own, 'traceparent', later, 'b3', later.slice(3, -1)]
    expect(await afterwards(list, INVALID_SPAN_CONTEXT, propagator)).toEqual(['traceparent', own])
  })

  test('understands the text of undici 5', async () => {
    const later = `00-${S.traceId}-${'c'.repeat(16)}-01`
    expect(await afterwards(`x-a: 1:2\r\ntraceparent: ${own}\r\ntraceparent: ${later}\r\n`)).toBe(
      `x-a: 1:2\r\ntraceparent: ${later}\r\n`,
    )
  })

  test.each([
    ['single headers', ['traceparent', own, 'x-a', '1']],
    ['doubles that no propagator owns', ['x-a', '1', 'x-a', '2', 'cookie', ['a', 'b']]],
    ['what is no list', undefined],
  ])('leaves %s as they are', async (_what, headers) => {
    expect(await afterwards(structuredClone(headers))).toEqual(headers)
  })
})
