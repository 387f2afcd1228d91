/** Headers that only mean something together: they are carried, or left to the caller, as one. */
const FAMILIES: readonly (readonly string[])[] = [
  // https://github.com/openzipkin/b3-propagation
  ['b3', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-parentspanid', 'x-b3-sampled', 'x-b3-flags'],
  // https://www.w3.org/TR/trace-context/
  ['traceparent', 'tracestate'],
  // https://docs.datadoghq.com/tracing/trace_collection/trace_context_propagation/
  [
    'x-datadog-trace-id',
    'x-datadog-parent-id',
    'x-datadog-sampling-priority',
    'x-datadog-origin',
    'x-datadog-tags',
  ],
  // https://opentelemetry.io/docs/specs/otel/context/api-propagators/ (OT Trace)
  ['ot-tracer-traceid', 'ot-tracer-spanid', 'ot-tracer-sampled'],
]

const BIT_OF = new Map(
  FAMILIES.flatMap((names, index) => names.map((name) => [name, 1 << index] as const)),
)

/** The family of a header as one bit, or 0 for a header that stands alone. */
export function familyBit(name: string): number {
  return BIT_OF.get(name) ?? 0
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
