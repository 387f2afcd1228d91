import type { SpanContext } from '@opentelemetry/api'
import type { Waybill } from '@waybill/core'
import { contextOf, headersOf, type TraceContext, write } from '@waybill/formats'
import { contextOfSpan } from './format-propagator.ts'
import { FORMATS } from './settings.ts'

/** A format that headers came in. */
interface OtherFormat {
  readonly names: readonly string[]
  /** What it said. */
  readonly came?: TraceContext
  /** The headers that name the span now. */
  readonly written: Readonly<Record<string, string>>
}

/**
 * The formats in which headers name a span of a trace. A part of a format may have come alone, and another trace in
 * another one.
 * @param span the one to name now
 * @param owned names of headers that others write
 * @param known a span of the trace
 */
export function otherFormats(
  headers: Pick<Waybill, 'get'>,
  span: SpanContext,
  owned: ReadonlySet<string>,
  known: SpanContext | undefined = span,
): OtherFormat[] {
  return FORMATS.flatMap((format) => {
    const names = headersOf[format]
    const [first] = names as [string]
    // B3 is read from its single header, too.
    if (owned.has(first) || headers.get(first) === undefined) return []
    const came = contextOf(headers as Waybill, [format])
    // What every format has of a trace id.
    if (!came || came.traceId.slice(-16) !== known?.traceId.slice(-16)) return []
    return { names, came, written: write(format, contextOfSpan(span, came)) }
  })
}

/** The formats that a request of the trace came in, or else W3C Trace Context. */
export function formatsOf(
  waybill: Waybill,
  span: SpanContext,
  known: SpanContext | undefined,
): OtherFormat[] {
  const others = otherFormats(waybill, span, new Set(), known)
  if (others.length > 0) return others
  return [{ names: headersOf.w3c, written: write('w3c', contextOfSpan(span)) }]
}
