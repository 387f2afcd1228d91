import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Format, type TranslateMessage, traceContext } from '../../src/index.ts'
import { callingService, services } from './calling-service.ts'
import { traceHeaders } from './trace-headers.ts'

type Headers = Readonly<Record<string, string>>

const TRACE = '80f198ee56343ba864fe8b2a57d3eff7'
const LOW = '64fe8b2a57d3eff7'
const SPAN = 'e457b5a2e4d86bd1'

/** One sampled span in each format, written by hand: of the trace above, or of one that has its lower half alone. */
const WIDE: Readonly<Record<Format, Headers>> = {
  w3c: { traceparent: `00-${TRACE}-${SPAN}-01` },
  b3: { 'x-b3-traceid': TRACE, 'x-b3-spanid': SPAN, 'x-b3-sampled': '1' },
  b3Single: { b3: `${TRACE}-${SPAN}-1` },
  jaeger: { 'uber-trace-id': `${TRACE}:${SPAN}:0:1` },
  datadog: {
    'x-datadog-trace-id': '7277407061855694839',
    'x-datadog-parent-id': '16453819474850114513',
    'x-datadog-sampling-priority': '1',
    'x-datadog-tags': '_dd.p.tid=80f198ee56343ba8',
  },
  awsXray: {
    'x-amzn-trace-id': `Root=1-80f198ee-56343ba864fe8b2a57d3eff7;Parent=${SPAN};Sampled=1`,
  },
  googleCloud: { 'x-cloud-trace-context': `${TRACE}/16453819474850114513;o=1` },
  grpcTrace: { 'grpc-trace-bin': 'AACA8ZjuVjQ7qGT+iypX0+/3AeRXtaLk2GvRAgE=' },
  otTrace: { 'ot-tracer-traceid': LOW, 'ot-tracer-spanid': SPAN, 'ot-tracer-sampled': 'true' },
  lightstep: { 'x-ot-span-context': 'EhQJ9+/TVyqL/mQR0WvY5KK1V+QYAQ==' },
}
const NARROW: Readonly<Record<Format, Headers>> = {
  ...WIDE,
  w3c: { traceparent: `00-${'0'.repeat(16)}${LOW}-${SPAN}-01` },
  b3: { ...WIDE.b3, 'x-b3-traceid': LOW },
  b3Single: { b3: `${LOW}-${SPAN}-1` },
  jaeger: { 'uber-trace-id': `${LOW}:${SPAN}:0:1` },
  datadog: {
    'x-datadog-trace-id': '7277407061855694839',
    'x-datadog-parent-id': '16453819474850114513',
    'x-datadog-sampling-priority': '1',
  },
  awsXray: {
    'x-amzn-trace-id': `Root=1-00000000-0000000064fe8b2a57d3eff7;Parent=${SPAN};Sampled=1`,
  },
  googleCloud: { 'x-cloud-trace-context': `${'0'.repeat(16)}${LOW}/16453819474850114513;o=1` },
  grpcTrace: { 'grpc-trace-bin': 'AAAAAAAAAAAAAGT+iypX0+/3AeRXtaLk2GvRAgE=' },
}
const formats = Object.keys(WIDE) as Format[]
const isNarrow = (format: Format) => format === 'otTrace' || format === 'lightstep'
const isFixed = (format: Format) => /w3c|awsXray|googleCloud|grpcTrace/.test(format)

/** What a translation of that span loses. */
function lossOfTable(from: Format, to: Format): string[] {
  const lost: string[] = []
  if (isNarrow(to) && !isNarrow(from)) lost.push('high-trace-id')
  if (isFixed(to) && isNarrow(from)) lost.push('trace-id-length')
  // The id begins with no second of our time.
  if (to === 'awsXray') lost.push('epoch')
  return lost
}

/** The translations that are reported until the test ends. */
function translations(): TranslateMessage[] {
  const messages: TranslateMessage[] = []
  const listen = (message: unknown) => void messages.push(message as TranslateMessage)
  subscribe('waybill:translate', listen)
  onTestFinished(() => void unsubscribe('waybill:translate', listen))
  return messages
}

describe.each(Object.entries(services))('%s', (_service, start) => {
  describe.each(formats)('from %s', (from) => {
    for (const to of formats.filter((format) => format !== from)) {
      describe('goes', () => {
        const send = callingService(start, {
          extensions: [traceContext({ from: [from], to: [to] })],
        })
        test(`to ${to}, and says what is lost`, async () => {
          const reported = translations()
          const [call] = await send(Object.entries(WIDE[from]), 1)
          const written = (isNarrow(from) ? NARROW : WIDE)[to]
          expect(traceHeaders(call)).toEqual({ ...WIDE[from], ...written })
          expect(reported).toEqual([{ from, to, lost: lossOfTable(from, to) }])
        })
      })
    }
  })
})

const start = services['http and http'] as (typeof services)[string]

describe('what the other format cannot say', () => {
  const ids = { 'x-b3-traceid': TRACE, 'x-b3-spanid': SPAN }
  const to = (format: Format) =>
    callingService(start, { extensions: [traceContext({ to: [format] })] })

  describe('is lost', () => {
    const send = to('w3c')
    test.each<[string, Headers, string, string[]]>([
      ['an undecided state becomes 00', ids, '00', ['defer']],
      ['debug becomes sampled', { ...ids, 'x-b3-flags': '1' }, '01', ['debug']],
      ['a refusal stays one', { ...ids, 'x-b3-sampled': '0' }, '00', []],
      [
        'a parent goes',
        { ...ids, 'x-b3-sampled': '1', 'x-b3-parentspanid': '05e3ac9a4f6e3b90' },
        '01',
        ['parent-span-id'],
      ],
      [
        'the origin and the tags of Datadog go',
        {
          ...WIDE.datadog,
          'x-datadog-origin': 'rum',
          'x-datadog-tags': '_dd.p.tid=80f198ee56343ba8,_dd.p.dm=-4',
        },
        '01',
        ['origin', 'tags'],
      ],
    ])('to w3c: %s', async (_what, came, flags, lost) => {
      const reported = translations()
      const [call] = await send(Object.entries(came), 1)
      expect(traceHeaders(call).traceparent).toBe(`00-${TRACE}-${SPAN}-${flags}`)
      expect(reported).toMatchObject([{ to: 'w3c', lost }])
    })
  })

  describe('of w3c is lost', () => {
    const send = to('b3Single')
    test('the random flag and the tracestate', async () => {
      const reported = translations()
      const came = { traceparent: `00-${TRACE}-${SPAN}-03`, tracestate: 'a=1' }
      const [call] = await send(Object.entries(came), 1)
      expect(traceHeaders(call)).toEqual({ ...came, b3: `${TRACE}-${SPAN}-1` })
      expect(reported).toEqual([
        { from: 'w3c', to: 'b3Single', lost: ['random-flag', 'tracestate'] },
      ])
    })
  })

  describe('at all', () => {
    const send = to('datadog')
    test('is left out, and reported as the whole context', async () => {
      const reported = translations()
      const came = { traceparent: `00-${TRACE.slice(0, 16)}${'0'.repeat(16)}-${SPAN}-01` }
      const [call] = await send(Object.entries(came), 1)
      expect(traceHeaders(call)).toEqual(came)
      expect(reported).toEqual([{ from: 'w3c', to: 'datadog', lost: ['context'] }])
    })
  })
})

test('a context that begins here is no translation', async () => {
  const reported = translations()
  const { capture, definePolicy } = await import('@waybill/core')
  capture(definePolicy({ extensions: [traceContext({ mode: 'guarded' })] }), {})
  expect(reported).toEqual([])
})
