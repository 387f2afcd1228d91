import nodeHttp from 'node:http'
import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  SpanKind,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api'
import { CompositePropagator, W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
} from '@opentelemetry/sdk-trace-base'
import { definePolicy } from '@waybill/core'
import { WaybillPropagator, wrapSampler } from '@waybill/opentelemetry'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { sendInPieces } from '../../../test/kit/send-in-pieces.ts'
import { serve } from '../../../test/kit/serve.ts'
import { wrongOptions } from '../../../test/kit/wrong-options.ts'
import type { Arrived } from './clients.ts'
import { type Sdk, startSdk } from './sdk.ts'

const echo = runningEcho()
const TRACE = '80f198ee56343ba864fe8b2a57d3eff7'
const came = {
  traceparent: `00-${TRACE}-05e3ac9a4f6e3b90-01`,
  'x-request-id': 'r-1',
  'x-tenant': 'blue',
}
const policy = { headers: ['x-request-id', 'x-tenant'], warnOnRefusal: false }

let sdk: Sdk | undefined
afterEach(() => sdk?.stop())

// Nothing of Waybill but the propagator: plain clients.
const plain: [string, (url: string, headers?: Record<string, string>) => Promise<Arrived>][] = [
  ['fetch', async (url, headers = {}) => (await (await fetch(url, { headers })).json()).headers],
  [
    'http',
    (url, headers = {}) =>
      new Promise((resolve, reject) => {
        nodeHttp
          .get(url, { headers }, async (response) => {
            let text = ''
            for await (const chunk of response) text += chunk
            resolve(JSON.parse(text).headers)
          })
          .on('error', reject)
      }),
  ],
]

async function app(
  propagators: TextMapPropagator[],
  handle: () => Promise<unknown>,
  sampler?: Sampler,
) {
  sdk = startSdk({
    server: true,
    http: true,
    undici: true,
    propagator: new CompositePropagator({ propagators }),
    ...(sampler && { sampler }),
  })
  const origin = await serve(
    (_req, res) =>
      void handle().then(
        (seen) => res.end(JSON.stringify(seen ?? null)),
        (error) => res.end(JSON.stringify(String(error))),
      ),
  )
  return async <T>(headers: Record<string, string>): Promise<T> =>
    JSON.parse((await sendInPieces(origin, '', headers)).text)
}

describe.each(plain)('%s, without middleware', (name, call) => {
  test.each(['last', 'first'])(
    'carries the headers of the policy, beside W3C (%s in the list)',
    async (place) => {
      const both = [new W3CTraceContextPropagator(), new WaybillPropagator(policy)]
      const send = await app(place === 'last' ? both : both.reverse(), () => call(echo.origin))
      const arrived = await send<Arrived>(came)
      expect(arrived).toMatchObject({ 'x-request-id': 'r-1', 'x-tenant': 'blue' })
      const [, traceId, spanId] = String(arrived.traceparent).split('-')
      expect([traceId, sdk?.span(spanId)?.kind]).toEqual([TRACE, SpanKind.CLIENT])
    },
  )

  test('sends nothing out of the mesh', async () => {
    const send = await app([new WaybillPropagator({ ...policy, targets: ['reviews'] })], () =>
      call(echo.origin),
    )
    expect(await send(came)).not.toHaveProperty('x-request-id')
  })

  test("leaves the caller's own header, once, wherever it stands in the list", async () => {
    const [w3c, own] = [new W3CTraceContextPropagator(), new WaybillPropagator(policy)]
    for (const propagators of [[w3c, own], [own, w3c], [own]]) {
      const send = await app(propagators, () => call(echo.origin, { 'x-request-id': 'own' }))
      expect(await send(came)).toMatchObject({ 'x-request-id': 'own', 'x-tenant': 'blue' })
      sdk?.stop()
    }
  })

  describe('of a call that is not sampled', () => {
    const off = () =>
      new ParentBasedSampler({
        root: new AlwaysOffSampler(),
        remoteParentSampled: new AlwaysOffSampler(),
      })
    const both = (targets: 'any' | 'mesh') => [
      new W3CTraceContextPropagator(),
      new WaybillPropagator({ ...policy, targets }),
    ]

    test('nothing goes where it is not known, and that is said once', async () => {
      const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
      const send = await app(both('mesh'), () => call(echo.origin), off())
      for (let i = 0; i < 2; i++) expect(await send(came)).not.toHaveProperty('x-request-id')
      expect(warn.mock.calls.length).toBe(name === 'fetch' ? 1 : 0)
      warn.mockRestore()
    })

    test('all goes anywhere where it may', async () => {
      expect(await (await app(both('any'), () => call(echo.origin), off()))(came)).toMatchObject({
        'x-request-id': 'r-1',
      })
    })

    test('all goes where it may when the sampler is wrapped', async () => {
      const send = await app(both('mesh'), () => call(echo.origin), wrapSampler(off()))
      expect(await send(came)).toMatchObject({ 'x-request-id': 'r-1' })
      sdk?.stop()
      const propagators = [new WaybillPropagator({ ...policy, targets: ['reviews'] })]
      const other = await app(propagators, () => call(echo.origin), wrapSampler(off()))
      expect(await other(came)).not.toHaveProperty('x-request-id')
    })
  })
})

describe('by hand', () => {
  const propagator = new WaybillPropagator({
    headers: ['x-request-id', 'x-list', { name: 'x-only-there', targets: ['reviews'] }],
    generate: ['x-request-id'],
  })
  const inject = (one: Context) => {
    const carrier: Record<string, string> = {}
    propagator.inject(one, carrier, defaultTextMapSetter)
    return carrier
  }

  test('a carrier gets what goes by the policy alone', () => {
    const carrier = {
      'x-request-id': ['r-1', 'r-2'],
      'x-list': 'a',
      'x-only-there': 'b',
      other: 'c',
    }
    const extracted = propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter)
    expect(inject(extracted)).toEqual({ 'x-request-id': 'r-1', 'x-list': 'a' })
  })

  test('what the carrier has already is left alone', () => {
    const extracted = propagator.extract(ROOT_CONTEXT, { 'x-list': 'a' }, defaultTextMapGetter)
    const carrier = { 'X-List': 'own', 'x-request-id': 'own' }
    propagator.inject(extracted, carrier, defaultTextMapSetter)
    expect(carrier).toEqual({ 'X-List': 'own', 'x-request-id': 'own' })
  })

  test('what is absent is generated', () => {
    expect(
      inject(propagator.extract(ROOT_CONTEXT, {}, defaultTextMapGetter))['x-request-id'],
    ).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('a carrier gets nothing from a context that has nothing', () => {
    expect(inject(ROOT_CONTEXT)).toEqual({})
  })

  test('a broken getter, setter or carrier breaks nothing', () => {
    const broken = {
      get: () => {
        throw new Error()
      },
      keys: () => {
        throw new Error()
      },
    }
    const extracted = propagator.extract(ROOT_CONTEXT, {}, broken)
    propagator.inject(extracted, undefined, {
      set() {
        throw new Error()
      },
    })
    expect(propagator.extract(ROOT_CONTEXT, undefined, defaultTextMapGetter)).toBeDefined()
  })

  test('the fields are the names of the policy', () => {
    expect(new WaybillPropagator(definePolicy({ headers: ['X-A', 'x-b-*'] })).fields()).toEqual([
      'x-a',
    ])
  })
})

describe('a client span says where its call goes', () => {
  const propagator = new WaybillPropagator({
    headers: ['x-a'],
    warnOnRefusal: false,
    targets: ['reviews', '[::1]'],
  })
  const extracted = propagator.extract(ROOT_CONTEXT, { 'x-a': '1' }, defaultTextMapGetter)

  test.each<[Record<string, string | number>, SpanKind, boolean]>([
    [{ 'url.full': 'http://reviews:9080/' }, SpanKind.CLIENT, true],
    [{ 'url.full': 'http://other/?http://reviews' }, SpanKind.CLIENT, false],
    [{ 'http.url': 'http://reviews/' }, SpanKind.CLIENT, true],
    [
      { 'server.address': 'reviews', 'server.port': 9080, 'url.scheme': 'https' },
      SpanKind.CLIENT,
      true,
    ],
    [{ 'server.address': '::1', 'server.port': 9080 }, SpanKind.CLIENT, true],
    [{ 'net.peer.name': 'reviews' }, SpanKind.CLIENT, true],
    [{ 'net.peer.name': 'other' }, SpanKind.CLIENT, false],
    [{ 'url.full': 'no url' }, SpanKind.CLIENT, false],
    [{}, SpanKind.CLIENT, false],
  ])('%j of kind %i: %s', (attributes, kind, isWritten) => {
    sdk = startSdk()
    const span = sdk.provider.getTracer('test').startSpan('call', { kind, attributes }, extracted)
    const carrier: Record<string, string> = {}
    propagator.inject(trace.setSpan(extracted, span), carrier, defaultTextMapSetter)
    expect(carrier).toEqual(isWritten ? { 'x-a': '1' } : {})
  })

  test('of two that begin before either is written, neither is believed', () => {
    sdk = startSdk({ sampler: wrapSampler(new AlwaysOffSampler()) })
    const tracer = sdk.provider.getTracer('test')
    const start = (url: string) =>
      tracer.startSpan(
        'call',
        { kind: SpanKind.CLIENT, attributes: { 'url.full': url } },
        extracted,
      )
    const outside = start('http://other/')
    start('http://reviews/')
    const carrier: Record<string, string> = {}
    propagator.inject(trace.setSpan(extracted, outside), carrier, defaultTextMapSetter)
    expect(carrier).toEqual({})
  })

  test('a wrapped sampler is as it was', () => {
    const sampler = wrapSampler(new AlwaysOnSampler())
    expect(sampler).toBeInstanceOf(AlwaysOnSampler)
    expect([String(sampler), sampler.shouldSample()]).toEqual(['AlwaysOnSampler', { decision: 2 }])
  })
})

test.each(wrongOptions)('refuses %s when it is made', (_what, options, message) => {
  expect(() => new WaybillPropagator(options as never)).toThrow(message)
})
