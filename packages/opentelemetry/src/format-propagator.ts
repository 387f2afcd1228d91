import {
  type Context,
  createContextKey,
  createTraceState,
  type SpanContext,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api'
import type { Waybill } from '@waybill/core'
import { contextOf, type Format, headersOf, type TraceContext, write } from '@waybill/formats'

const CAME = createContextKey('@waybill/opentelemetry.came')

/**
 * A propagator of one format that reads strictly, with what OpenTelemetry's own context has no place for: a decision on
 * sampling that is still open, debug, the width of a trace id. For lists of propagators, of an SDK too.
 * @param format a format of @waybill/formats
 */
export function formatPropagator(format: Format): TextMapPropagator {
  return {
    inject(context, carrier, setter) {
      const span = trace.getSpanContext(context)
      if (!span || isSuppressed(context)) return
      const headers = write(format, contextOfSpan(span, context.getValue(CAME) as TraceContext))
      for (const name of Object.keys(headers)) setter.set(carrier, name, headers[name] as string)
    },
    extract(context, carrier, getter) {
      // Without a valid tracestate, or without a decision on sampling, it names a span all the same.
      const headers = { get: (name: string) => getter.get(carrier, name) }
      const came = contextOf(headers as Waybill, [format])
      return came ? withCame(context, came) : context
    },
    fields: () => [...headersOf[format]],
  }
}

/** A context whose span is one that headers have named. */
export function withCame(context: Context, came: TraceContext): Context {
  return trace.setSpanContext(context.setValue(CAME, came), spanOf(came))
}

/** Whether calls are none of a trace's: those that an exporter makes. */
export function isSuppressed(context: Context): boolean {
  // As `suppressTracing` of @opentelemetry/core sets it.
  return context.getValue(SUPPRESSED) === true
}

const SUPPRESSED = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING')

function spanOf({ traceId, spanId, sampled, isRandom, tracestate }: TraceContext): SpanContext {
  const isSampled = sampled === true || sampled === 'debug'
  return {
    traceId: traceId.padStart(32, '0'),
    spanId,
    isRemote: true,
    traceFlags: (isSampled ? 1 : 0) | (isRandom ? 2 : 0),
    ...(tracestate !== undefined && { traceState: createTraceState(tracestate) }),
  }
}

/** A span of this process as headers name it, with all that came and is the trace's. */
export function contextOfSpan(
  { traceId, spanId, traceFlags, traceState }: SpanContext,
  came?: TraceContext,
): TraceContext {
  const same = came && traceId.endsWith(came.traceId) ? came : undefined
  if (same?.spanId === spanId) return same
  const sampled = (traceFlags & 1) !== 0
  const { parentSpanId, tracestate: _, ...kept }: Partial<TraceContext> = same ?? {}
  const tracestate = traceState?.serialize()
  return {
    traceId,
    ...kept,
    spanId,
    sampled: sampled && kept.sampled === 'debug' ? 'debug' : sampled,
    isRandom: kept.isRandom || (traceFlags & 2) !== 0,
    ...(tracestate && { tracestate }),
  }
}
