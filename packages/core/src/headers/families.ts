/** @see https://github.com/openzipkin/b3-propagation */
export const B3 = [
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-flags',
  'b3',
] as const

/** @see https://www.w3.org/TR/trace-context/ */
export const TRACE_CONTEXT = ['traceparent', 'tracestate'] as const

/** @see https://docs.datadoghq.com/tracing/trace_collection/trace_context_propagation/ */
export const DATADOG = [
  'x-datadog-trace-id',
  'x-datadog-parent-id',
  'x-datadog-sampling-priority',
  'x-datadog-origin',
  'x-datadog-tags',
] as const

/** @see https://opentelemetry.io/docs/specs/otel/context/api-propagators/ (OT Trace) */
export const OT_TRACE = ['ot-tracer-traceid', 'ot-tracer-spanid', 'ot-tracer-sampled'] as const

/** Headers that only mean something together: they are carried, or left to the caller, as one. */
const FAMILIES: readonly (readonly string[])[] = [B3, TRACE_CONTEXT, DATADOG, OT_TRACE]

const BITS = new Map(
  FAMILIES.flatMap((names, index) => names.map((name) => [name, 1 << index] as const)),
)

/** The family of a header as one bit, or 0 for a header that stands alone. */
export function familyBit(name: string): number {
  return BITS.get(name) ?? 0
}

/**
 * The headers that belong together with one, itself included: setting one of them by hand means that none of the
 * others may be added.
 * @param name a header name, in any case
 */
export function familyOf(name: string): readonly string[] {
  const lower = name.toLowerCase()
  return FAMILIES.find((names) => names.includes(lower)) ?? [lower]
}
