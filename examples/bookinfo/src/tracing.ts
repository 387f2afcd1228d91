import { type Span, SpanStatusCode, trace } from '@opentelemetry/api'

/** Whether this service makes spans of its own, beside those of its sidecar. */
export const isTracing = Boolean(process.env.OTEL_EXPORTER_ZIPKIN_ENDPOINT)

/** Runs a function in a span of its own, which is none where no SDK runs. */
export function inSpan<R>(name: string, fn: () => Promise<R>): Promise<R> {
  return trace.getTracer('bookinfo').startActiveSpan(name, async (span: Span) => {
    try {
      return await fn()
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  })
}
