import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { capture, definePolicy, forward, presets, run, type Waybill } from '@waybill/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Format, headersOf, read, traceContext } from '../../src/index.ts'

const numRuns = Number(process.env.PROPERTY_RUNS ?? 3000)
// A busy machine does fewer; all of them fit in a test's time.
const limits = { numRuns, interruptAfterTimeLimit: 20_000 }
const formats = Object.keys(headersOf) as Format[]
const names = [...new Set(Object.values(headersOf).flat())]
const modes = ['verbatim', 'guarded', 'participant'] as const

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((all) => all.join(''))
const traceId = fc.oneof(hex(32), hex(16), fc.constant('0'.repeat(32)))
const spanId = fc.oneof({ weight: 5, arbitrary: hex(16) }, { weight: 1, arbitrary: hex(15) })
const decimal = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n }).map(String), fc.constant('-1'))
const flags = fc.constantFrom('00', '01', '02', '03', 'ff', '0', 'd')

/** Values that are often valid, and often nearly so. */
const likely: Record<string, fc.Arbitrary<string>> = {
  traceparent: fc
    .tuple(
      fc.constantFrom('00', '00', '00', 'cc', 'ff', '0'),
      hex(32),
      spanId,
      flags,
      fc.constantFrom('', '', '-x'),
    )
    .map(([version, trace, span, bits, rest]) => `${version}-${trace}-${span}-${bits}${rest}`),
  tracestate: fc.constantFrom('a=1', 'a=1,b=2', 'A=1', ',', 'a@b=c', 'a=1,a=2'),
  'x-b3-traceid': traceId,
  'x-b3-spanid': spanId,
  'x-b3-parentspanid': spanId,
  'x-b3-sampled': fc.constantFrom('0', '1', 'true', 'x'),
  'x-b3-flags': fc.constantFrom('0', '1', 'x'),
  b3: fc.oneof(
    fc.constantFrom('0', '1', 'd', 'x'),
    fc.tuple(traceId, spanId).map(([trace, span]) => `${trace}-${span}-1`),
  ),
  'uber-trace-id': fc.tuple(traceId, spanId).map(([trace, span]) => `${trace}:${span}:0:1`),
  'x-datadog-trace-id': decimal,
  'x-datadog-parent-id': decimal,
  'x-datadog-sampling-priority': fc.constantFrom('-1', '0', '1', '2', 'x'),
  'x-datadog-tags': hex(16).map((high) => `_dd.p.dm=-4,_dd.p.tid=${high}`),
  'x-amzn-trace-id': fc
    .tuple(hex(8), hex(24), spanId, fc.boolean())
    .map(
      ([time, rest, span, isWhole]) =>
        `Root=1-${time}-${rest}${isWhole ? `;Parent=${span}` : ''};Sampled=1`,
    ),
  'x-cloud-trace-context': fc
    .tuple(hex(32), decimal)
    .map(([trace, span]) => `${trace}/${span};o=1`),
  'ot-tracer-traceid': traceId,
  'ot-tracer-spanid': spanId,
  'ot-tracer-sampled': fc.constantFrom('true', 'false', 'x'),
}

const header = fc
  .constantFrom(...names)
  .chain((name) =>
    fc.tuple(
      fc.constant(name),
      fc.oneof(
        { weight: 8, arbitrary: likely[name] ?? fc.string() },
        { weight: 1, arbitrary: fc.string() },
        { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
      ),
    ),
  )
const headers = fc.array(header, { maxLength: 12 })

const options = fc.record({
  mode: fc.constantFrom(...modes),
  from: fc.option(fc.subarray(formats), { nil: undefined }),
  to: fc.option(fc.subarray(formats), { nil: undefined }),
  sampled: fc.constantFrom(true, false, 'defer' as const),
})

/** The headers that a format has for itself: `b3` is a format of its own, and may be read in place of `x-b3-*`. */
const namesOf = (format: Format) =>
  headersOf[format].filter((name) => format === 'b3Single' || name !== 'b3')

const part = (all: Readonly<Record<string, string>>, format: Format) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => namesOf(format).includes(name)))

const failures: unknown[] = []
const listen = (message: unknown) => {
  if ((message as { reason: string }).reason === 'extension-failed') failures.push(message)
}
beforeAll(() => subscribe('waybill:drop', listen))
afterAll(() => void unsubscribe('waybill:drop', listen))

function policyOf(chosen: object, isPlain = false) {
  return definePolicy({
    headers: isPlain ? [] : presets.istio,
    keepSingleB3: true,
    extensions: [traceContext(chosen)],
  })
}

const callOf = (waybill: Waybill, already = {}) =>
  ({ ...run(waybill, () => forward('http://reviews/', already)) }) as Record<string, string>

describe(`${numRuns} runs`, () => {
  test('nothing makes it throw, and what is guarded goes out valid and whole', () => {
    fc.assert(
      fc.property(headers, options, fc.boolean(), (came, chosen, isPlain) => {
        const waybill = capture(policyOf(chosen, isPlain), came)
        for (let i = 0; i < 2; i++) {
          const call = callOf(waybill)
          expect(failures).toEqual([])
          if (chosen.mode === 'verbatim') continue
          for (const format of formats) {
            const sent = part(call, format)
            if (Object.keys(sent).length === 0) continue
            const { isValid, traceId, isTracestateValid } = read(format, sent)
            expect(isValid && isTracestateValid !== false).toBe(true)
            // A sampling state that is alone has no ids beside it.
            if (traceId === undefined)
              expect(Object.keys(sent).join()).not.toMatch(/spanid|parent-id/)
          }
        }
      }),
      limits,
    )
  })

  test('verbatim, what came in goes out as it would without it, and whole formats are added', () => {
    fc.assert(
      fc.property(headers, fc.subarray(formats), (came, to) => {
        const plain = callOf(capture(policyOf({}), came))
        const call = callOf(capture(policyOf({ to }), came))
        expect(failures).toEqual([])
        expect(call).toMatchObject(plain)
        for (const format of formats) {
          if (Object.keys(part(plain, format)).length > 0 || !to.includes(format))
            expect(part(call, format)).toEqual(part(plain, format))
          else if (Object.keys(part(call, format)).length > 0)
            expect(read(format, part(call, format))).toMatchObject({
              isValid: true,
              traceId: expect.any(String),
            })
        }
      }),
      limits,
    )
  })

  test('a format is all the caller has set of it, or all that is added', () => {
    const own = fc.record({ name: fc.constantFrom(...names), value: fc.string() })
    fc.assert(
      fc.property(headers, options, own, (came, chosen, { name, value }) => {
        const call = callOf(capture(policyOf(chosen), came), { [name]: value })
        for (const format of formats)
          if (headersOf[format].includes(name)) expect(part(call, format)).toEqual({})
        expect(failures).toEqual([])
      }),
      limits,
    )
  })

  test('no hostile carrier makes it throw', () => {
    const hostile = {
      headers: {},
      get rawHeaders(): string[] {
        return Object.assign(['traceparent', 'x'], { [Symbol.iterator]: null })
      },
    }
    for (const mode of modes) {
      const waybill = capture(policyOf({ mode, to: ['w3c'] }), hostile)
      expect(Object.keys(callOf(waybill))).toEqual(mode === 'verbatim' ? [] : ['traceparent'])
    }
  })

  test('what cannot be read a second time is not believed', () => {
    let reads = 0
    const once = {
      *[Symbol.iterator](): Generator<[string, string]> {
        if (++reads > 1) throw new Error('read')
        yield ['traceparent', `00-${'1'.repeat(32)}-${'1'.repeat(16)}-01`]
      },
    }
    const call = callOf(capture(policyOf({ mode: 'guarded' }), once))
    expect(failures).toEqual([])
    expect(call.traceparent).toMatch(/^00-(?!1111)/)
  })

  test('requests that overlap never share a context', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.option(fc.tuple(hex(32), hex(16)), { nil: undefined }), {
          minLength: 2,
          maxLength: 6,
        }),
        fc.constantFrom(...modes),
        async (scheduler, requests, mode) => {
          fc.pre(new Set(requests.map(String)).size > 1)
          const policy = policyOf({ mode, to: ['w3c', 'b3', 'datadog'] })
          const seen = requests.map(async (ids, i) => {
            const traceparent = ids && `00-1${i}${ids[0].slice(2)}-1${ids[1].slice(1)}-01`
            const waybill = capture(policy, traceparent ? { traceparent } : {})
            const calls = await run(waybill, async () => {
              const all: Record<string, string>[] = []
              for (let call = 0; call < 3; call++) {
                await scheduler.schedule(Promise.resolve())
                all.push({ ...forward('http://reviews/') })
              }
              return all
            })
            const traces = new Set(
              calls.flatMap((call) => [call.traceparent?.slice(3, 35), call['x-b3-traceid']]),
            )
            if (mode === 'verbatim' && !ids) expect(calls).toEqual([{}, {}, {}])
            else if (ids) expect(traces).toEqual(new Set([`1${i}${ids[0].slice(2)}`]))
            expect(traces.size).toBe(1)
            return { trace: [...traces][0], spans: calls.map((call) => call['x-b3-spanid']) }
          })
          await scheduler.waitAll()
          const all = (await Promise.all(seen)).filter(({ trace }) => trace)
          expect(new Set(all.map(({ trace }) => trace)).size).toBe(all.length)
          if (mode === 'participant')
            expect(new Set(all.flatMap(({ spans }) => spans)).size).toBe(all.length * 3)
        },
      ),
      { ...limits, numRuns: Math.ceil(numRuns / 10) },
    )
  })
})
