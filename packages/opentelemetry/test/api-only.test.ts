import { EventEmitter } from 'node:events'
import { context, createContextKey, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { JaegerPropagator } from '@opentelemetry/propagator-jaeger'
import { bindEmitter, capture, definePolicy, run } from '@waybill/core'
import { openTelemetry } from '@waybill/opentelemetry'
import { afterEach, describe, expect, test } from 'vitest'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { type Arrived, clients } from './clients.ts'
import { noSdk } from './sdk.ts'
import { startApp } from './start-app.ts'

const echo = runningEcho()
afterEach(noSdk)

const TRACE = '80f198ee56343ba864fe8b2a57d3eff7'
const PARENT = '05e3ac9a4f6e3b90'
const remote = { traceId: TRACE, spanId: PARENT, isRemote: true, traceFlags: 1 }
const own = { traceId: TRACE, spanId: 'b'.repeat(16), traceFlags: 1 }
const active = () => trace.getSpanContext(context.active())
const inOwn = <R>(fn: () => R) => context.with(trace.setSpanContext(context.active(), own), fn)

const formats: [string, Record<string, string>, Record<string, string>][] = [
  [
    'w3c',
    { traceparent: `00-${TRACE}-${PARENT}-01` },
    { traceparent: `00-${TRACE}-${own.spanId}-01` },
  ],
  [
    'b3',
    { 'x-b3-traceid': TRACE, 'x-b3-spanid': PARENT, 'x-b3-sampled': '1' },
    { 'x-b3-traceid': TRACE, 'x-b3-spanid': own.spanId, 'x-b3-sampled': '1' },
  ],
  ['b3Single', { b3: `${TRACE}-${PARENT}-1` }, { b3: `${TRACE}-${own.spanId}-1` }],
  [
    'jaeger',
    { 'uber-trace-id': `${TRACE}:${PARENT}:0:1` },
    { 'uber-trace-id': `${TRACE}:${own.spanId}:0:1` },
  ],
]

describe.each(formats)('%s', (format, came, written) => {
  test('is the active remote span', async () => {
    expect(await (await startApp(active))(came)).toEqual(remote)
  })

  test('goes on byte for byte where the application makes no span', async () => {
    const arrived = await (await startApp(() => clients.fetch(echo.origin)))<Arrived>(came)
    expect(arrived).toMatchObject(came)
  })

  test("names the application's own span in a call", async () => {
    const send = await startApp(() => inOwn(() => clients.http(echo.origin)))
    const arrived = await send<Arrived>({ ...came, 'x-request-id': 'r-1' })
    expect(arrived).toMatchObject({ ...written, 'x-request-id': 'r-1' })
    const trace = Object.keys(arrived).filter((name) => /trace|b3/.test(name))
    expect(trace.sort()).toEqual(Object.keys(written).sort())
  })

  test('is read by choice', async () => {
    const others = formats
      .map(([name]) => name)
      .filter((name) => name !== format && !(name === 'b3' && format === 'b3Single'))
    expect(await (await startApp(active, { propagators: [format as never] }))(came)).toEqual(remote)
    expect(await (await startApp(active, { propagators: others as never }))(came)).toBeNull()
  })
})

describe('without an SDK', () => {
  test('W3C Trace Context names a span where nothing came in', async () => {
    const arrived = await (await startApp(() => inOwn(() => clients.fetch(echo.origin))))<Arrived>()
    expect(arrived.traceparent).toBe(`00-${TRACE}-${own.spanId}-01`)
  })

  test('the propagators of the options are read, and all of them written', async () => {
    const options = { propagators: ['b3', new JaegerPropagator()] as const }
    const send = await startApp(() => inOwn(() => clients.fetch(echo.origin)), options)
    expect(await send(formats[1]?.[1])).toMatchObject({
      'x-b3-spanid': own.spanId,
      'uber-trace-id': `${TRACE}:${own.spanId}:0:01`,
    })
  })

  test('a short trace id stays short, debug stays debug, an open decision stays open', async () => {
    const short = TRACE.slice(16)
    const call = () => clients.fetch(echo.origin)
    const send = await startApp(
      () =>
        [
          active()?.traceId,
          context.with(
            trace.setSpanContext(context.active(), {
              ...own,
              traceId: TRACE.slice(16).padStart(32, '0'),
            }),
            call,
          ),
        ].reduceRight(async (arrived, id) => [id, await arrived] as never) as never,
    )
    const [traceId, arrived] = await send<[string, Arrived]>({
      'x-b3-traceid': short,
      'x-b3-spanid': PARENT,
      'x-b3-flags': '1',
    })
    expect(traceId).toBe(short.padStart(32, '0'))
    expect(arrived).toMatchObject({
      'x-b3-traceid': short,
      'x-b3-flags': '1',
      'x-b3-spanid': own.spanId,
    })
    expect(arrived).not.toHaveProperty('x-b3-sampled')
  })

  test('what cannot be read goes on as it came, and so does another trace', async () => {
    const came = {
      ...formats[1]?.[1],
      'x-ot-span-context': 'opaque',
      'uber-trace-id': `${'9'.repeat(32)}:${PARENT}:0:1`,
    }
    const send = await startApp(() => inOwn(() => clients.fetch(echo.origin)))
    expect(await send(came)).toMatchObject({
      ...came,
      'x-b3-spanid': own.spanId,
    })
  })

  test('no span is active in a request that has none, nor outside of requests', async () => {
    const send = await startApp(active)
    expect(await send(formats[0]?.[1])).toEqual(remote)
    expect(await send()).toBeNull()
    expect(context.active()).toBe(ROOT_CONTEXT)
  })

  test('overlapping requests each have their own', async () => {
    const send = await startApp(async () => {
      await clients.fetch(`${echo.origin}/?hold=3`)
      return active()?.traceId
    })
    const ids = ['1', '2', '3'].map((one) => one.repeat(32))
    expect(
      await Promise.all(ids.map((id) => send({ traceparent: `00-${id}-${PARENT}-01` }))),
    ).toEqual(ids)
  })

  test('baggage is active, too, and goes out when it has changed', async () => {
    const send = await startApp(async () => {
      const baggage = propagation.getActiveBaggage()
      const call = () => clients.fetch(echo.origin)
      const same = (await call()).baggage
      const changed = propagation.setBaggage(
        context.active(),
        (baggage ?? propagation.createBaggage()).setEntry('b', { value: 'ü' }),
      )
      return [baggage?.getEntry('a')?.value, same, (await context.with(changed, call)).baggage]
    })
    expect(await send({ baggage: 'a = %20x;p=1 , c=d' })).toEqual([
      ' x',
      'a = %20x;p=1 , c=d',
      'a=%20x;p=1,c=d,b=%C3%BC',
    ])
  })

  test('what an application binds runs in its own context, within its own request', async () => {
    const key = createContextKey('own')
    const policy = definePolicy({ extensions: [openTelemetry()] })
    const waybills = ['1', '2'].map((one) => {
      const headers = { traceparent: `00-${one.repeat(32)}-${PARENT}-01` }
      return capture(policy, { headers, rawHeaders: Object.entries(headers).flat() })
    })
    const emitter = new EventEmitter()
    const seen: unknown[] = []
    const bound = run(waybills[0], () => {
      bindEmitter(emitter).on('event', () => seen.push(active()?.traceId[0]))
      return context.bind(context.active().setValue(key, 'mine'), (more: string) => [
        context.active().getValue(key),
        active()?.traceId[0],
        more,
      ])
    })
    expect(bound.length).toBe(1)
    run(waybills[1], () => {
      expect(bound('more')).toEqual(['mine', '1', 'more'])
      context.with(context.active().setValue(key, 'other'), () => {
        emitter.emit('event')
        expect([context.active().getValue(key), active()?.traceId[0]]).toEqual(['other', '2'])
        run(waybills[0], () => seen.push(context.active().getValue(key) ?? 'none'))
      })
    })
    expect(seen).toEqual(['1', 'none'])
  })
})

test.each<[string, unknown, RegExp]>([
  ['a name in place of options', 'b3', /the options must be an object, got string "b3"/],
  ['an option that there is not', { formats: [] }, /got string "formats"/],
  [
    'a format that there is not',
    { propagators: ['zipkin'] },
    /got string "zipkin"; write one of "w3c"/,
  ],
  ['propagators that are no list', { propagators: 'b3' }, /write propagators: \["b3", "w3c"\]/],
  ['a rule without a key', { baggage: [{ header: 'x-tenant' }] }, /must have a key/],
  ['a rule without a header', { baggage: [''] }, /must name a header/],
  [
    'a direction that there is not',
    { baggage: [{ header: 'a', key: 'a', direction: 'in' }] },
    /"to-baggage"/,
  ],
])('refuses %s', (_what, options, message) => {
  expect(() => openTelemetry(options as never)).toThrow(message)
})
