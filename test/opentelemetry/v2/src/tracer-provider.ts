import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base'

export const exporter = new InMemorySpanExporter()

/** A provider of OpenTelemetry 2.x that keeps the finished spans in the exporter. */
export function newProvider(counter: SpanProcessor): BasicTracerProvider {
  return new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter), counter] })
}
