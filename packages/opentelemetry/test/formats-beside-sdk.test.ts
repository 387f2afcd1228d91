import { context, trace } from '@opentelemetry/api'
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core'
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3'
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
  tracestate: 'vendor=1 , other=2',
}
const multi = {
  'x-b3-traceid': TRACE,
  'x-b3-spanid': PARENT,
  'x-b3-parentspanid': '1111111111111111',
  'x-b3-sampled': '1',
}
const baggage = { baggage: 'a = 1;p' }

const W3C = new W3CTraceContextPropagator()
const MULTI = new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER })
const SINGLE = new B3Propagator()
const composite = new CompositePropagator({
  propagators: [W3C, new W3CBaggagePropagator(), MULTI],
})
const everything = { server: true, http: true, undici: true }
const every = Object.entries(clients) as [keyof typeof clients, Call][]
const undici = every.filter(([name]) => name === 'fetch' || name === 'undici')

let sdk: Sdk | undefined
function start(options?: SdkOptions): Sdk {
  sdk?.stop()
  sdk = startSdk(options)
  return sdk
}

afterEach(() => {
  sdk?.stop()
  sdk = undefined
  noSdk()
})

const traceHeaders = (arrived: Arrived) =>
  Object.fromEntries(
    Object.entries(arrived).filter(([name]) => /^(trace|x-b3|b3|x-datadog|baggage)/.test(name)),
  )
const spanOf = ({ traceparent }: Arrived) => String(traceparent).split('-')[2]

describe.each(every)('%s', (name, call) => {
  const isUndici = name === 'fetch' || name === 'undici'
  const inOwnSpan = () => {
    const { provider } = sdk as Sdk
    return startApp(() =>
      provider.getTracer('app').startActiveSpan('own', async (span) => ({
        ...(await call(echo.origin)),
        own: span.spanContext().spanId,
      })),
    )
  }

  test.each([
    ['B3', MULTI, multi],
    ['B3 in the other way', SINGLE, multi],
    ['W3C and B3', composite, { ...w3c, ...multi, ...baggage }],
  ])(
    'sends what came in on byte for byte where there is no span (%s)',
    async (_, propagator, came) => {
      const instrumented = isUndici ? { server: true, ignore: () => true } : { undici: true }
      for (const options of [{}, instrumented]) {
        start({ ...options, propagator })
        const arrived = await (await startApp(() => call(echo.origin)))<Arrived>(came)
        expect(traceHeaders(arrived)).toEqual(came)
      }
    },
  )

  test('carries the tracestate where another propagator has read the span', async () => {
    for (const options of [{}, { http: true, undici: true }, everything]) {
      start({ ...options, propagator: composite })
      const arrived = await (await inOwnSpan())<Arrived>({ ...w3c, ...multi })
      expect(arrived.tracestate).toBe(w3c.tracestate)
      expect(String(arrived.traceparent).split('-')[1]).toBe(TRACE)
      expect(spanOf(arrived)).toBe(arrived['x-b3-spanid'])
      const without = await (await startApp(() => call(echo.origin)))<Arrived>({ ...w3c, ...multi })
      expect(without.tracestate).toBe(w3c.tracestate)
    }
  })

  test.each([
    ['W3C', W3C],
    ['B3', MULTI],
  ])(
    'names the same span in the format that the propagator does not write (%s alone)',
    async (_, propagator) => {
      for (const options of [{}, { server: true }]) {
        start({ ...options, propagator })
        const send = await inOwnSpan()
        const { own, ...arrived } = await send<Arrived>({ ...w3c, ...multi })
        expect(traceHeaders(arrived)).toEqual({
          traceparent: `00-${TRACE}-${own}-01`,
          tracestate: expect.stringMatching(/^vendor=1 ?, ?other=2$/),
          'x-b3-traceid': TRACE,
          'x-b3-spanid': own,
          'x-b3-sampled': '1',
        })
      }
    },
  )

  test('names the client span, too, or the one above with node:http', async () => {
    for (const propagator of [W3C, MULTI]) {
      const { span } = start({ ...everything, propagator })
      const arrived = await (await inOwnSpan())<Arrived>({ ...w3c, ...multi })
      const named = [spanOf(arrived), arrived['x-b3-spanid']].map(String)
      const client = propagator === W3C ? named[0] : named[1]
      expect(span(client)?.name).toBe('GET')
      const above = isUndici ? client : span(client)?.parentSpanContext?.spanId
      expect(named[propagator === W3C ? 1 : 0]).toBe(above)
      expect(arrived).not.toHaveProperty('x-b3-parentspanid')
      expect(String(arrived.tracestate).replaceAll(' ', '')).toBe('vendor=1,other=2')
    }
  })

  test('keeps what only the other format says', async () => {
    start({ server: true })
    const datadog = {
      'x-datadog-trace-id': BigInt(`0x${TRACE.slice(16)}`).toString(),
      'x-datadog-parent-id': BigInt(`0x${PARENT}`).toString(),
      'x-datadog-sampling-priority': '2',
      'x-datadog-origin': 'rum',
      'x-datadog-tags': `_dd.p.dm=-4,_dd.p.tid=${TRACE.slice(0, 16)}`,
    }
    const short = { 'x-b3-traceid': TRACE.slice(16), 'x-b3-spanid': PARENT, 'x-b3-flags': '1' }
    const came = { ...w3c, ...datadog, ...short }
    const { own, ...arrived } = await (await inOwnSpan())<Arrived>(came)
    expect(arrived).toMatchObject({
      ...datadog,
      ...short,
      'x-b3-spanid': own,
      'x-datadog-parent-id': BigInt(`0x${own}`).toString(),
    })
  })

  test('sends another trace on as it came, in a format that the propagator does not write', async () => {
    const other = { ...multi, 'x-b3-traceid': '9'.repeat(32) }
    for (const options of [{}, everything]) {
      start(options)
      expect(await (await inOwnSpan())({ ...w3c, ...other })).toMatchObject(other)
      expect(await (await inOwnSpan())(other)).toMatchObject(other)
    }
  })
})

describe.each(undici)('%s, instrumented', (_name, call) => {
  test('leaves nothing of what came in beside what is added', async () => {
    for (const propagator of [MULTI, SINGLE]) {
      const { span } = start({ undici: true, propagator })
      const arrived = await (await startApp(() => call(echo.origin)))<Arrived>(multi)
      const id = String(arrived['x-b3-spanid'] ?? String(arrived.b3).split('-')[1])
      expect(span(id)?.parentSpanContext?.spanId).toBe(PARENT)
      expect(traceHeaders(arrived)).toEqual(
        propagator === SINGLE
          ? { b3: `${TRACE}-${id}-1` }
          : { 'x-b3-traceid': TRACE, 'x-b3-spanid': id, 'x-b3-sampled': '1' },
      )
    }
  })

  test('names the client span in the other format, where there is no other span', async () => {
    // As a sidecar that speaks B3 does, which leaves W3C as it is.
    for (const spanId of [PARENT, '2'.repeat(16)]) {
      const { span } = start({ undici: true })
      const came = { ...w3c, ...multi, 'x-b3-spanid': spanId }
      const arrived = await (await startApp(() => call(echo.origin)))<Arrived>(came)
      expect(span(spanOf(arrived))?.parentSpanContext?.spanId).toBe(PARENT)
      expect(arrived['x-b3-spanid']).toBe(spanOf(arrived))
      expect(arrived).not.toHaveProperty('x-b3-parentspanid')
    }
  })

  test("keeps the caller's own header, and names its span in the others", async () => {
    const own = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }
    const { span } = start({ ...everything, propagator: composite })
    for (const came of [multi, { ...w3c, ...multi, ...baggage }]) {
      const arrived = await (await startApp(() => call(echo.origin, own)))<Arrived>(came)
      expect(traceHeaders(arrived)).toMatchObject({ ...own, 'x-b3-traceid': TRACE })
      expect(arrived).not.toHaveProperty('tracestate')
      expect(span(String(arrived['x-b3-spanid']))?.name).toBe('GET')
    }
  })

  test("keeps the caller's own header of a format that the propagator does not write", async () => {
    start(everything)
    const own = { 'x-b3-traceid': TRACE, 'x-b3-spanid': '3'.repeat(16), 'x-b3-sampled': '1' }
    const arrived = await (await startApp(() => call(echo.origin, own)))<Arrived>({
      ...w3c,
      ...multi,
    })
    expect(arrived).toMatchObject(own)
  })

  test('keeps the baggage byte for byte, and that of the caller', async () => {
    start({ ...everything, propagator: composite })
    const arrived = await (await startApp(() => call(echo.origin)))<Arrived>({ ...w3c, ...baggage })
    expect(arrived.baggage).toBe(baggage.baggage)
    const own = { baggage: 'own=1' }
    const other = await (await startApp(() => call(echo.origin, own)))<Arrived>({
      ...w3c,
      ...baggage,
    })
    expect(other.baggage).toBe('own=1')
  })
})

test('node:http has nothing of what came in beside what is added', async () => {
  const { span } = start({ http: true, propagator: MULTI })
  const arrived = await (await startApp(() => clients.http(echo.origin)))<Arrived>(multi)
  expect(span(String(arrived['x-b3-spanid']))?.parentSpanContext?.spanId).toBe(PARENT)
  expect(arrived).not.toHaveProperty('x-b3-parentspanid')
})

test('without an SDK, too, the tracestate goes with its trace', async () => {
  const own = { traceId: TRACE, spanId: 'b'.repeat(16), traceFlags: 1 }
  const send = await startApp(() =>
    context.with(trace.setSpanContext(context.active(), own), () => clients.fetch(echo.origin)),
  )
  expect(await send(w3c)).toMatchObject({ tracestate: w3c.tracestate })
  expect(
    await send({ ...w3c, traceparent: `00-${'9'.repeat(32)}-${PARENT}-01` }),
  ).not.toHaveProperty('tracestate')
})
