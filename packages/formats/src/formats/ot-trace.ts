import { baggageOf } from '../baggage-headers.ts'
import { isSpanId, low } from '../ids.ts'
import { isSampled, reading } from '../reading.ts'
import { one, type Received } from '../received.ts'
import type { Reading, Sampled, TraceContext } from '../trace-context.ts'

const STATES = new Map<string | undefined, Sampled>([
  ['true', true],
  ['false', false],
  [undefined, 'defer'],
])

/** @see https://opentelemetry.io/docs/specs/otel/context/api-propagators/ (OT Trace) */
export function readOtTrace(received: Received): Reading {
  return reading({
    traceId: one(received, 'ot-tracer-traceid'),
    spanId: one(received, 'ot-tracer-spanid') ?? '',
    sampled: STATES.get(one(received, 'ot-tracer-sampled')),
    baggage: baggageOf(received, 'ot-baggage-', (text) => text),
  })
}

/** The lower half of the trace id, as others write it. Nothing where that is zero. */
export function writeOtTrace(context: TraceContext): Record<string, string> {
  const traceId = low(context.traceId)
  if (!isSpanId(traceId)) return {}
  return {
    'ot-tracer-traceid': traceId,
    'ot-tracer-spanid': context.spanId,
    ...(context.sampled !== 'defer' && { 'ot-tracer-sampled': `${isSampled(context)}` }),
  }
}
