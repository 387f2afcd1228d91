/** What each field is called; what has no name is not logged. */
export interface LogNames {
  readonly requestId?: string
  readonly traceId?: string
  readonly spanId?: string
}

/** The names that log backends look for. All are flat, dots included, as their own libraries for Node.js write them. */
export const SCHEMES = {
  /** @see https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/ */
  opentelemetry: { requestId: 'request_id', traceId: 'trace_id', spanId: 'span_id' },
  /** @see https://www.elastic.co/guide/en/ecs/current/ecs-tracing.html and ecs-http.html */
  ecs: { requestId: 'http.request.id', traceId: 'trace.id', spanId: 'span.id' },
  /** @see https://docs.datadoghq.com/tracing/other_telemetry/connect_logs_and_traces/ */
  datadog: { requestId: 'http.request_id', traceId: 'dd.trace_id', spanId: 'dd.span_id' },
} as const satisfies Record<string, LogNames>

/**
 * An id as Datadog's tracers log it: 32 digits of hex if it takes more than 64 bits, else a decimal number.
 * @see https://github.com/DataDog/dd-trace-go/pull/1746
 */
export function datadogId(id: string): string {
  return /^0*.{1,16}$/.test(id) ? String(BigInt(`0x${id}`)) : id
}
