import type { Mark } from './mark.ts'

/** How a header is written so that a strict service takes it, and what in it names the trace. */
export interface Format {
  write(mark: Mark): string
  /** What a service keeps that makes a span of its own, in hex digits; undefined where the value is not valid. */
  traceOf?(value: string): string | undefined
  /** For what changes with a span: the header that must name the same trace, and what the value must look like. */
  readonly spanOf?: { readonly header: string; readonly shape: RegExp }
  /** A list that others may add to: only the member sent counts. */
  readonly isList?: true
}

const SPAN = /^(?!0+$)[0-9a-f]{16}$/
const b3Span = { header: 'x-b3-traceid', shape: SPAN }
const otSpan = { header: 'ot-tracer-traceid', shape: SPAN }

/** The formats of the headers that have one, by name. */
const FORMATS: Readonly<Record<string, Format>> = {
  'x-request-id': { write: ({ uuid }) => uuid },
  'x-b3-traceid': { write: ({ trace }) => trace, traceOf: reader(/^([0-9a-f]{32})$/) },
  'x-b3-spanid': { write: ({ span }) => span, spanOf: b3Span },
  'x-b3-parentspanid': { write: ({ parent }) => parent, spanOf: b3Span },
  'x-b3-sampled': { write: ({ sampled }) => bit(sampled) },
  'x-b3-flags': { write: () => '0' },
  b3: {
    write: ({ trace, span, sampled, parent }) => `${trace}-${span}-${bit(sampled)}-${parent}`,
    traceOf: reader(/^([0-9a-f]{32})-[0-9a-f]{16}(?:-[01d](?:-[0-9a-f]{16})?)?$/),
  },
  traceparent: {
    write: ({ trace, span, sampled }) => `00-${trace}-${span}-0${bit(sampled)}`,
    traceOf: reader(/^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/),
  },
  tracestate: { write: ({ word }) => `waybill=${word}`, isList: true },
  baggage: { write: ({ word }) => `waybill-check=${word}`, isList: true },
  'uber-trace-id': {
    write: ({ trace, span, sampled }) => `${trace}:${span}:0:${bit(sampled)}`,
    traceOf: reader(/^([0-9a-f]{32}):[0-9a-f]{1,16}:[0-9a-f]{1,16}:[0-9a-f]{1,2}$/),
  },
  'x-cloud-trace-context': {
    write: ({ trace, span, sampled }) => `${trace}/${decimal(span)};o=${bit(sampled)}`,
    traceOf: reader(/^([0-9a-f]{32})\/\d{1,20}(?:;o=[01])?$/),
  },
  'x-amzn-trace-id': {
    write: ({ trace, span, sampled }) =>
      `Root=1-${trace.slice(0, 8)}-${trace.slice(8)};Parent=${span};Sampled=${bit(sampled)}`,
    traceOf: (value) =>
      /(?:^|;)Root=1-([0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/.exec(value)?.[1]?.replace('-', ''),
  },
  'grpc-trace-bin': {
    write: ({ trace, span, sampled }) => base64(`0000${trace}01${span}020${bit(sampled)}`, 'hex'),
    traceOf: (value) =>
      /^0000([0-9a-f]{32})01/.exec(Buffer.from(value, 'base64').toString('hex'))?.[1],
  },
  'x-datadog-trace-id': {
    write: ({ trace }) => decimal(trace.slice(16)),
    traceOf: (value) =>
      /^\d{1,19}$/.test(value) ? BigInt(value).toString(16).padStart(16, '0') : undefined,
  },
  'x-datadog-parent-id': {
    write: ({ span }) => decimal(span),
    spanOf: { header: 'x-datadog-trace-id', shape: /^(?!0+$)\d{1,20}$/ },
  },
  'x-datadog-sampling-priority': { write: ({ sampled }) => bit(sampled) },
  'x-datadog-origin': { write: ({ word }) => word },
  'x-datadog-tags': { write: ({ trace }) => `_dd.p.tid=${trace.slice(0, 16)}` },
  'ot-tracer-traceid': {
    write: ({ trace }) => trace.slice(16),
    traceOf: reader(/^([0-9a-f]{16})$/),
  },
  'ot-tracer-spanid': { write: ({ span }) => span, spanOf: otSpan },
  'ot-tracer-sampled': { write: ({ sampled }) => String(sampled) },
  'x-ot-span-context': {
    write: ({ trace, span, sampled }) =>
      base64(`121409${swapped(trace.slice(16))}11${swapped(span)}180${bit(sampled)}`, 'hex'),
    traceOf(value) {
      const found = /^12..09([0-9a-f]{16})/.exec(Buffer.from(value, 'base64').toString('hex'))?.[1]
      return found && swapped(found)
    },
  },
  sw8: {
    write: ({ trace, parent, sampled }) =>
      [bit(sampled), base64(trace), base64(parent), 3]
        .concat(['waybill', 'check', '/check', 'service:80'].map((text) => base64(text)))
        .join('-'),
    traceOf(value) {
      const fields = value.split('-')
      return fields.length === 8 ? Buffer.from(fields[1] ?? '', 'base64').toString() : undefined
    },
  },
  'sw8-correlation': { write: ({ word }) => `${base64('waybill')}:${base64(word)}` },
}

const PLAIN: Format = { write: ({ word }) => word }

/** The format of a header: its own, or any text. */
export function formatOf(name: string): Format {
  return Object.hasOwn(FORMATS, name) ? (FORMATS[name] ?? PLAIN) : PLAIN
}

function reader(pattern: RegExp): (value: string) => string | undefined {
  return function readTrace(value) {
    return pattern.exec(value)?.[1]
  }
}

function bit(sampled: boolean): string {
  return sampled ? '1' : '0'
}

function decimal(hex: string): string {
  return BigInt(`0x${hex}`).toString()
}

function base64(text: string, encoding: BufferEncoding = 'utf8'): string {
  return Buffer.from(text, encoding).toString('base64')
}

/** Protocol buffers write a fixed number with its lowest byte first. */
function swapped(hex: string): string {
  return Buffer.from(hex, 'hex').reverse().toString('hex')
}
