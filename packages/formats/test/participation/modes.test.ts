import { presets } from '@waybill/core'
import { describe, expect, test } from 'vitest'
import { traceContext } from '../../src/index.ts'
import { callingService, services } from './calling-service.ts'
import { traceHeaders } from './trace-headers.ts'

type Options = Parameters<typeof traceContext>[0]

const start = services['express and fetch'] as (typeof services)[string]
const TRACE = '80f198ee56343ba864fe8b2a57d3eff7'
const SPAN = 'e457b5a2e4d86bd1'
const traceparent = `00-${TRACE}-${SPAN}-01`
const b3 = { 'x-b3-traceid': TRACE, 'x-b3-spanid': SPAN, 'x-b3-sampled': '1' }

/** A function that sends headers to a service with these options, and gives the trace headers of its calls. */
function serviceWith(options: Options, policy: Parameters<typeof callingService>[1] = {}) {
  const send = callingService(start, { ...policy, extensions: [traceContext(options)] })
  return async function calls(headers: Record<string, string>, count = 1) {
    return (await send(Object.entries(headers), count)).map(traceHeaders)
  }
}

describe('verbatim', () => {
  describe('without more options', () => {
    const calls = serviceWith({})
    test('carries all formats byte for byte, valid or not', async () => {
      const came = {
        traceparent: `00-${TRACE}-nothing`,
        tracestate: 'A=1,,b =2',
        'uber-trace-id': '0:0',
        'ot-tracer-traceid': TRACE.toUpperCase(),
        'x-amzn-trace-id': 'Root=1; Root=2',
        'x-datadog-tags': '_dd.p.dm=-4',
        ...b3,
      }
      expect(await calls(came)).toEqual([came])
    })

    test('begins no trace', async () => {
      expect(await calls({})).toEqual([{}])
    })
  })

  describe('with formats to send', () => {
    const calls = serviceWith({ to: ['w3c', 'b3Single'] })
    test('adds those that did not come in', async () => {
      expect(await calls(b3)).toEqual([{ ...b3, traceparent, b3: `${TRACE}-${SPAN}-1` }])
    })

    test('never touches one of which something came in', async () => {
      const came = { ...b3, tracestate: 'a=1' }
      expect(await calls(came)).toEqual([{ ...came, b3: `${TRACE}-${SPAN}-1` }])
      expect(await calls({ traceparent, b3: '0' })).toEqual([{ traceparent, b3: '0' }])
    })

    test('takes nothing from a format that is invalid or has no span', async () => {
      expect(await calls({ 'x-b3-sampled': '1' })).toEqual([{ 'x-b3-sampled': '1' }])
      const came = { ...b3, 'x-b3-spanid': '1' }
      expect(await calls(came)).toEqual([came])
    })
  })

  describe('with formats to read', () => {
    const calls = serviceWith({ from: ['jaeger', 'b3'], to: ['w3c'] })
    test('takes the first that is whole and valid', async () => {
      const other = TRACE.replace('8', '9')
      const jaeger = { 'uber-trace-id': `${other}:${SPAN}:0:1` }
      expect(await calls({ ...b3, ...jaeger })).toEqual([
        { ...b3, ...jaeger, traceparent: `00-${other}-${SPAN}-01` },
      ])
      const wrong = { 'uber-trace-id': `${other}:0:0:1` }
      expect(await calls({ ...b3, ...wrong })).toEqual([{ ...b3, ...wrong, traceparent }])
      const deny = { ...b3, 'uber-trace-id': '0:0:0:0' }
      expect(await calls({ ...deny, 'x-b3-spanid': '0' })).toEqual([
        { ...deny, 'x-b3-spanid': '0' },
      ])
    })

    test('takes no others', async () => {
      const datadog = { 'x-datadog-trace-id': '1', 'x-datadog-parent-id': '2' }
      expect(await calls(datadog)).toEqual([datadog])
    })
  })
})

describe('guarded', () => {
  describe('without more options', () => {
    const calls = serviceWith({ mode: 'guarded' })
    test('leaves what is valid as it came, byte for byte', async () => {
      const came = {
        traceparent: `00-${TRACE}-${SPAN}-09`,
        tracestate: 'a=1, ,b=2',
        ...b3,
        'x-b3-sampled': 'true',
        'x-amzn-trace-id': `Sampled=1; Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8)};Lineage=a:1`,
        'x-datadog-trace-id': '0001',
        'x-datadog-parent-id': '2',
      }
      expect(await calls(came)).toEqual([came])
    })

    test('drops an invalid format as a whole, and no other', async () => {
      const wrong = {
        ...b3,
        'x-b3-parentspanid': '-',
        'uber-trace-id': 'x',
        'ot-tracer-spanid': SPAN,
      }
      expect(await calls({ traceparent, ...wrong })).toEqual([{ traceparent }])
    })

    test('drops ids beside a sampling state that is alone', async () => {
      expect(await calls({ traceparent, 'x-b3-spanid': SPAN, 'x-b3-sampled': '0' })).toEqual([
        { traceparent, 'x-b3-sampled': '0' },
      ])
    })

    test('drops an invalid tracestate alone', async () => {
      expect(await calls({ traceparent, tracestate: 'A=1' })).toEqual([{ traceparent }])
    })

    test('sends a later version on as 00, its other flags as zeros', async () => {
      expect(
        await calls({ traceparent: `fe-${TRACE}-${SPAN}-ff-more`, tracestate: 'a=1' }),
      ).toEqual([{ traceparent: `00-${TRACE}-${SPAN}-03`, tracestate: 'a=1' }])
    })

    test('gives a request without a context a new one, for all its calls', async () => {
      const [first, second] = await calls({}, 2)
      const [other] = await calls({})
      expect(first?.traceparent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-02$/)
      expect(second).toEqual(first)
      expect(other).not.toEqual(first)
    })

    test('translates what came in a format that is valid', async () => {
      expect(await calls({ traceparent: 'x', ...b3 })).toEqual([{ traceparent, ...b3 }])
    })

    test('lets a new context keep a sampling state that came in alone', async () => {
      const [denied] = await calls({ 'x-b3-sampled': '0' })
      expect(denied).toEqual({
        'x-b3-sampled': '0',
        traceparent: expect.stringMatching(/-02$/),
      })
      const [debug] = await calls({ b3: 'd' })
      expect(debug).toEqual({ b3: 'd', traceparent: expect.stringMatching(/-03$/) })
    })

    test('lets a new context keep the trace of a load balancer, which is not said to be random', async () => {
      const header = { 'x-amzn-trace-id': `Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8)}` }
      const [call] = await calls(header)
      expect(call).toEqual({
        ...header,
        traceparent: expect.stringMatching(`^00-${TRACE}-[\\da-f]{16}-00$`),
      })
    })
  })

  describe('with several formats to send', () => {
    const calls = serviceWith({ mode: 'guarded', to: ['w3c', 'b3', 'b3Single'], sampled: true })
    test('begins the same trace in each', async () => {
      const [call] = await calls({})
      const [, traceId, spanId] = call?.traceparent?.split('-') ?? []
      expect(call).toEqual({
        traceparent: `00-${traceId}-${spanId}-03`,
        'x-b3-traceid': traceId,
        'x-b3-spanid': spanId,
        'x-b3-sampled': '1',
        b3: `${traceId}-${spanId}-1`,
      })
    })

    test('makes a context of a sampling state that came in alone', async () => {
      const [call] = await calls({ b3: '0' })
      expect(call?.b3).toMatch(/^[\da-f]{32}-[\da-f]{16}-0$/)
      expect(call?.['x-b3-sampled']).toBe('0')
    })

    test('leaves a sampling state alone beside the context of another format', async () => {
      expect(await calls({ traceparent, b3: '0' })).toEqual([{ traceparent, ...b3, b3: '0' }])
    })
  })

  describe('when it defers', () => {
    const calls = serviceWith({ mode: 'guarded', to: ['b3'] })
    test('says nothing of sampling in formats that can leave it open', async () => {
      const [call] = await calls({})
      expect(Object.keys(call ?? {})).toEqual(['x-b3-traceid', 'x-b3-spanid'])
    })
  })
})

describe.each(['guarded', 'participant'] as const)('%s', (mode) => {
  const calls = serviceWith({ mode }, { trust: false })
  test('gives a request that is not trusted a new context', async () => {
    const [call] = await calls({ traceparent, ...b3 })
    expect(call).toEqual({ traceparent: expect.stringMatching(/^00-(?!80f198)/) })
  })
})

describe('verbatim', () => {
  const calls = serviceWith({ to: ['w3c'] }, { trust: false })
  test('sends nothing for a request that is not trusted', async () => {
    expect(await calls({ traceparent, ...b3 })).toEqual([{}])
  })
})

describe('participant', () => {
  describe('with several formats to send', () => {
    const calls = serviceWith({ mode: 'participant', to: ['w3c', 'b3', 'jaeger', 'datadog'] })
    test('gives each call one span id, the same in all formats, under the one that came in', async () => {
      const spans = new Set<string>()
      for (const call of await calls(
        { traceparent: `00-${TRACE}-${SPAN}-ff`, tracestate: 'a=1' },
        3,
      )) {
        const span = call['x-b3-spanid'] as string
        spans.add(span)
        expect(call).toEqual({
          traceparent: `00-${TRACE}-${span}-03`,
          tracestate: 'a=1',
          'x-b3-traceid': TRACE,
          'x-b3-spanid': span,
          'x-b3-parentspanid': SPAN,
          'x-b3-sampled': '1',
          'uber-trace-id': `${TRACE}:${span}:${SPAN}:1`,
          'x-datadog-trace-id': `${BigInt(`0x${TRACE.slice(16)}`)}`,
          'x-datadog-parent-id': `${BigInt(`0x${span}`)}`,
          'x-datadog-sampling-priority': '1',
          'x-datadog-tags': `_dd.p.tid=${TRACE.slice(0, 16)}`,
        })
      }
      expect(spans.size).toBe(3)
      expect(spans).not.toContain(SPAN)
    })
  })

  describe('without more options', () => {
    const calls = serviceWith({ mode: 'participant' })
    test('rewrites each format that came in, in its own trace, and leaves the rest of it', async () => {
      const root = `1-${TRACE.slice(0, 8)}-${TRACE.slice(8)}`
      const [call] = await calls({
        traceparent: `00-${TRACE.replace('8', '9')}-${SPAN}-00`,
        ...b3,
        'x-b3-sampled': 'true',
        'x-b3-parentspanid': '05e3ac9a4f6e3b90',
        'x-amzn-trace-id': `Root=${root}; Parent=${SPAN};Sampled=1;Lineage=a:1`,
        'x-datadog-trace-id': '1',
        'x-datadog-parent-id': '2',
        'x-datadog-sampling-priority': '2',
        'x-datadog-tags': '_dd.p.dm=-4',
      })
      const span = call?.['x-b3-spanid'] as string
      expect(span).not.toBe(SPAN)
      expect(call).toEqual({
        traceparent: `00-${TRACE.replace('8', '9')}-${span}-00`,
        ...b3,
        'x-b3-sampled': 'true',
        'x-b3-spanid': span,
        'x-b3-parentspanid': SPAN,
        'x-amzn-trace-id': `Root=${root}; Parent=${span};Sampled=1;Lineage=a:1`,
        'x-datadog-trace-id': '1',
        'x-datadog-parent-id': `${BigInt(`0x${span}`)}`,
        'x-datadog-sampling-priority': '2',
        'x-datadog-tags': '_dd.p.dm=-4',
      })
    })

    test('gives the calls of a request without a context one trace', async () => {
      const [first, second] = (await calls({}, 2)).map((call) => call.traceparent?.split('-'))
      expect(second?.[1]).toBe(first?.[1])
      expect(second?.[2]).not.toBe(first?.[2])
    })

    test('leaves a sampling state that came in alone', async () => {
      expect(await calls({ traceparent, 'x-b3-sampled': '0' })).toEqual([
        { traceparent: expect.any(String), 'x-b3-sampled': '0' },
      ])
    })
  })
})

describe('beside a preset', () => {
  const calls = serviceWith({ from: ['b3'], to: ['w3c'] }, { headers: presets.istio })
  test('doubles no header', async () => {
    const [call] = await calls({ ...b3, traceparent })
    expect(call).toEqual({ ...b3, traceparent })
  })
})
