import { context, propagation, SpanKind, trace } from '@opentelemetry/api'
import { suppressTracing, W3CTraceContextPropagator } from '@opentelemetry/core'
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3'
import { JaegerPropagator } from '@opentelemetry/propagator-jaeger'
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace-base'
import { bind } from '@waybill/core'
import { afterEach, describe, expect, test } from 'vitest'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { type Arrived, type Call, clients } from './clients.ts'
import { noSdk, type Sdk, type SdkOptions, startSdk } from './sdk.ts'
import { startApp } from './start-app.ts'

const echo = runningEcho()
const TRACE = '80f198ee56343ba864fe8b2a57d3eff7'
const PARENT = '05e3ac9a4f6e3b90'
const w3c = {
  traceparent: `00-${TRACE}-${PARENT}-01`,
  tracestate: 'vendor=1',
  'x-request-id': 'r-1',
  'x-ot-span-context': 'opaque',
}
const multi = {
  'x-b3-traceid': TRACE,
  'x-b3-spanid': PARENT,
  'x-b3-parentspanid': '1111111111111111',
  'x-b3-sampled': '1',
}
const every = Object.entries(clients) as [string, Call][]
const everything = { server: true, http: true, undici: true }

let sdk: Sdk | undefined
function start(options?: SdkOptions): Sdk {
  sdk = startSdk(options)
  return sdk
}

afterEach(() => {
  sdk?.stop()
  sdk = undefined
  noSdk()
})

const idsOf = ({ traceparent }: Arrived) => String(traceparent).split('-').slice(1, 3)

describe.each(['before', 'after'])('an SDK that is registered %s the first request', (when) => {
  const set = [true, false].flatMap((server) => [true, false].map((out) => [server, out] as const))

  describe.each(set)('with instrumentation of servers %s, and of clients %s', (server, out) => {
    test.each(every)('%s names the right span, once, and carries the rest', async (_name, call) => {
      const send = await startApp(() => call(echo.origin))
      if (when === 'after') expect((await send<Arrived>(w3c)).traceparent).toBe(w3c.traceparent)
      const { span } = start({ server, http: out, undici: out })
      const arrived = await send<Arrived>(w3c)
      expect(arrived).toMatchObject({ ...w3c, traceparent: expect.any(String) })
      const [traceId, spanId] = idsOf(arrived)
      expect(traceId).toBe(TRACE)
      const client = out ? span(spanId) : undefined
      if (out) expect(client?.kind).toBe(SpanKind.CLIENT)
      const above = client ? client.parentSpanContext?.spanId : spanId
      if (server) expect(span(above)?.kind).toBe(SpanKind.SERVER)
      else expect(above).toBe(PARENT)
    })
  })
})

describe.each(every)('%s', (name, call) => {
  test("names the application's own span when nothing is instrumented", async () => {
    const { provider } = start()
    const tracer = provider.getTracer('app')
    const send = await startApp(() =>
      tracer.startActiveSpan('own', async (span) => [
        span.spanContext().spanId,
        await call(echo.origin),
      ]),
    )
    const [own, arrived] = await send<[string, Arrived]>(w3c)
    expect(idsOf(arrived)).toEqual([TRACE, own])
  })

  test('names a span that is not sampled', async () => {
    start({ ...everything, sampler: new AlwaysOffSampler() })
    const arrived = await (await startApp(() => call(echo.origin)))<Arrived>(w3c)
    expect(arrived.traceparent).toMatch(new RegExp(`^00-${TRACE}-(?!${PARENT}).{16}-00$`))
  })

  test('leaves no id of the parent behind, and no other way of B3', async () => {
    const propagator = new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER })
    for (const options of [{ server: true }, { undici: true, http: true }, everything]) {
      start({ ...options, propagator })
      const send = await startApp(() => call(echo.origin))
      const arrived = await send<Arrived>(multi)
      expect(arrived).toMatchObject({
        'x-b3-traceid': TRACE,
        'x-b3-sampled': '1',
        'x-request-id': 'r-1',
      })
      expect(arrived['x-b3-spanid']).toMatch(/^[0-9a-f]{16}$/)
      expect(arrived).not.toHaveProperty('x-b3-parentspanid')
      expect(arrived).not.toHaveProperty('traceparent')
      sdk?.stop()
    }
  })

  test('writes the one way of B3 that the propagator writes, where the other came in', async () => {
    for (const options of [{ server: true }, { undici: true, http: true }, everything]) {
      start({ ...options, propagator: new B3Propagator() })
      const arrived = await (await startApp(() => call(echo.origin)))<Arrived>(multi)
      expect(arrived.b3).toMatch(new RegExp(`^${TRACE}-[0-9a-f]{16}-1$`))
      expect(Object.keys(arrived).filter((one) => one.startsWith('x-b3-'))).toEqual([])
      sdk?.stop()
    }
  })

  test('carries headers that the propagator does not own as they came', async () => {
    start(everything)
    const came = { ...multi, 'uber-trace-id': `${TRACE}:${PARENT}:0:1` }
    const arrived = await (await startApp(() => call(echo.origin)))<Arrived>(came)
    expect(arrived).toMatchObject(came)
  })

  test('speaks the format of Jaeger', async () => {
    const { span } = start({ ...everything, propagator: new JaegerPropagator() })
    const came = { 'uber-trace-id': `${TRACE}:${PARENT}:0:1` }
    const arrived = await (await startApp(() => call(echo.origin)))<Arrived>(came)
    const [traceId, spanId] = String(arrived['uber-trace-id']).split(':')
    expect(traceId).toBe(TRACE)
    expect(span(spanId)?.kind).toBe(SpanKind.CLIENT)
  })

  test("leaves the caller's own header alone, and its family", async () => {
    start({ server: true })
    const own = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }
    const arrived = await (await startApp(() => call(echo.origin, own)))<Arrived>(w3c)
    expect(arrived).toMatchObject({ ...own, 'x-request-id': 'r-1' })
    expect(arrived).not.toHaveProperty('tracestate')
  })

  if (name === 'fetch' || name === 'undici') {
    test("keeps the caller's own header when an instrumentation adds another", async () => {
      start(everything)
      const own = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }
      const arrived = await (await startApp(() => call(echo.origin, own)))<Arrived>(w3c)
      expect(arrived.traceparent).toBe(own.traceparent)
      expect(arrived).not.toHaveProperty('tracestate')
    })

    test('lets the instrumentation name its span where the caller has named the one above', async () => {
      const { span } = start(everything)
      const send = await startApp(() => {
        const own: Record<string, string> = {}
        propagation.inject(context.active(), own)
        return call(echo.origin, own)
      })
      const arrived = await send<Arrived>(w3c)
      expect(span(idsOf(arrived)[1])?.kind).toBe(SpanKind.CLIENT)
    })
  }

  test('carries nothing in calls of which no trace must know, as those of an exporter', async () => {
    start({ server: true })
    const send = await startApp(() =>
      context.with(suppressTracing(context.active()), () => call(echo.origin)),
    )
    const arrived = await send<Arrived>(w3c)
    expect(Object.keys(arrived).filter((one) => one in w3c)).toEqual([])
  })

  test('carries all of a request that is not to be traced', async () => {
    start({ ...everything, ignore: () => true })
    expect(await (await startApp(() => call(echo.origin)))(w3c)).toMatchObject(w3c)
  })

  test('names what came in, once, where nothing makes spans', async () => {
    start({ ...everything, withoutProvider: true })
    expect(await (await startApp(() => call(echo.origin)))(w3c)).toMatchObject(w3c)
  })

  test('keeps a family whole that came in without a span', async () => {
    start()
    const came = { 'x-b3-sampled': '0' }
    const arrived = await (await startApp(() => call(echo.origin)))<Arrived>(came)
    expect(arrived).toMatchObject(came)
  })
})

describe('the context of OpenTelemetry', () => {
  const activeSpan = () => trace.getSpanContext(context.active())

  test.each([true, false])(
    'is that of the request in what is bound (servers instrumented: %s)',
    async (server) => {
      const { span } = start({ server })
      const waiting: (() => void)[] = []
      const send = await startApp(
        () =>
          new Promise((resolve) => {
            waiting.push(bind(() => resolve(activeSpan())))
            // The second request calls back the first, and the other way around.
            if (waiting.length === 2) for (const one of waiting.splice(0)) one()
          }),
      )
      const traces = ['1'.repeat(32), '2'.repeat(32)]
      const seen = await Promise.all(
        traces.map((id) =>
          send<{ traceId: string; spanId: string }>({ traceparent: `00-${id}-${PARENT}-01` }),
        ),
      )
      expect(seen.map(({ traceId }) => traceId)).toEqual(traces)
      for (const { spanId } of seen)
        expect(server ? span(spanId)?.kind : spanId).toBe(server ? SpanKind.SERVER : PARENT)
    },
  )

  test("is the application's own where the request is current already", async () => {
    const { provider } = start({ server: true })
    const send = await startApp(() =>
      provider
        .getTracer('app')
        .startActiveSpan('own', (span) => [
          span.spanContext().spanId,
          bind(() => activeSpan()?.spanId)(),
        ]),
    )
    const [own, seen] = await send<string[]>(w3c)
    expect(seen).toBe(own)
  })

  test('has nothing of a request that is not trusted', async () => {
    start()
    const send = await startApp(activeSpan, {}, { trust: false })
    expect(await send(w3c)).toBeNull()
  })

  test('is served by ours when the SDK comes later', async () => {
    const send = await startApp(activeSpan)
    expect(await send(w3c)).toMatchObject({ spanId: PARENT })
    const { provider } = start({ server: true })
    const tracer = provider.getTracer('app')
    const nested = await startApp(() =>
      tracer.startActiveSpan('own', async (span) => {
        await null
        const bound = context.bind(context.active(), () => activeSpan()?.spanId)
        return [
          span.spanContext().spanId,
          activeSpan()?.spanId,
          context.with(trace.deleteSpan(context.active()), bound),
        ]
      }),
    )
    const [own, ...seen] = await nested<string[]>(w3c)
    expect(seen).toEqual([own, own])
  })
})

test('a propagator of the options is read and written beside the registered one', async () => {
  start({ server: true, propagator: new W3CTraceContextPropagator() })
  const send = await startApp(() => clients.fetch(echo.origin), { propagators: ['b3'] })
  const arrived = await send<Arrived>({ ...w3c, ...multi })
  const [, spanId] = idsOf(arrived)
  expect(arrived).toMatchObject({ 'x-b3-traceid': TRACE, 'x-b3-spanid': spanId })
  expect(spanId).not.toBe(PARENT)
})
