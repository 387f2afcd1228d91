import {
  defaultTextMapGetter,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api'
import { W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core'
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray'
import { B3Propagator } from '@opentelemetry/propagator-b3'
import { JaegerPropagator } from '@opentelemetry/propagator-jaeger'
import { OTTracePropagator } from '@opentelemetry/propagator-ot-trace'
import { joined } from './shapes.ts'
import { type Vector, vectors } from './vectors.ts'

const w3c = new W3CTraceContextPropagator()
const b3 = new B3Propagator()

const propagators: Readonly<Record<string, TextMapPropagator>> = {
  traceparent: w3c,
  tracestate: w3c,
  baggage: new W3CBaggagePropagator(),
  'b3-multi': b3,
  'b3-single': b3,
  'b3-mixed': b3,
  'uber-trace-id': new JaegerPropagator(),
  'x-amzn-trace-id': new AWSXRayPropagator(),
  'ot-tracer': new OTTracePropagator(),
}

/** What both can be asked for: OpenTelemetry has no state but sampled or not, and 32 digits in every trace id. */
interface Comparable {
  readonly traceId?: string
  readonly spanId?: string
  readonly isSampled?: boolean
  readonly isRandom?: boolean
  readonly tracestate?: string
  readonly baggage?: Readonly<Record<string, string>>
}

/** A vector that OpenTelemetry reads otherwise, both sides in words. */
export interface Difference {
  readonly vector: Vector
  readonly specified: string
  readonly read: string
}

/** The vectors that a propagator of OpenTelemetry reads, but for those that have a sampling state and no ids. */
export const compared: readonly Vector[] = vectors.filter(
  ({ format, expect: { valid, spanId, baggage } }) =>
    format in propagators && (!valid || spanId !== null || baggage !== undefined),
)

/** The vectors that OpenTelemetry reads otherwise. */
export function differences(): Difference[] {
  return compared.flatMap(function differenceOf(vector) {
    const wanted = comparable(vector)
    const got = extracted(vector)
    const names = new Set([...Object.keys(wanted), ...Object.keys(got)] as (keyof Comparable)[])
    const differing = [...names].filter(
      (name) => JSON.stringify(wanted[name]) !== JSON.stringify(got[name]),
    )
    return differing.length === 0
      ? []
      : [{ vector, specified: told(wanted, differing), read: told(got, differing) }]
  })
}

function comparable({ expect }: Vector): Comparable {
  const { valid, traceId, spanId, sampled, randomFlag, tracestate, baggage } = expect
  const isWhole = valid && traceId !== null && spanId !== null
  return {
    ...(isWhole && {
      traceId: traceId.padStart(32, '0'),
      spanId,
      isSampled: sampled === true || sampled === 'debug',
      ...(randomFlag && { isRandom: true }),
      ...(tracestate && { tracestate }),
    }),
    ...(baggage && Object.keys(baggage).length > 0 && { baggage }),
  }
}

function extracted({ format, headers, expect }: Vector): Comparable {
  const propagator = propagators[format] as TextMapPropagator
  const context = propagator.extract(ROOT_CONTEXT, joined(headers), defaultTextMapGetter)
  const found = trace.getSpanContext(context)
  // No SDK takes up a span that its own rules call invalid.
  const span = found && isSpanContextValid(found) ? found : undefined
  const tracestate = span?.traceState?.serialize()
  const entries = propagation.getBaggage(context)?.getAllEntries() ?? []
  return {
    ...(span && {
      traceId: span.traceId,
      spanId: span.spanId,
      isSampled: (span.traceFlags & 1) > 0,
      ...(expect.randomFlag && { isRandom: (span.traceFlags & 2) > 0 }),
      ...(tracestate && { tracestate }),
    }),
    ...(entries.length > 0 && {
      baggage: Object.fromEntries(entries.map(([key, { value }]) => [key, value])),
    }),
  }
}

/** The fields that differ, in words. */
function told(read: Comparable, differing: readonly (keyof Comparable)[]): string {
  if (Object.keys(read).length === 0) return 'nothing usable'
  const { traceId, spanId, isSampled, isRandom, tracestate, baggage } = read
  const told: Readonly<Record<keyof Comparable, string>> = {
    traceId: `trace \`${traceId}\``,
    spanId: `span \`${spanId}\``,
    isSampled: isSampled ? 'sampled' : 'not sampled',
    isRandom: isRandom ? 'random' : 'not random',
    tracestate: tracestateInWords(tracestate),
    baggage: baggage ? `baggage \`${JSON.stringify(baggage)}\`` : 'no baggage',
  }
  return differing.map((name) => told[name]).join(', ')
}

function tracestateInWords(tracestate: string | undefined): string {
  if (!tracestate) return 'no tracestate'
  return tracestate.length > 100
    ? `tracestate of ${tracestate.split(',').length} members`
    : `tracestate \`${tracestate}\``
}
