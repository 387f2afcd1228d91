import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace'

export const exporter = new InMemorySpanExporter()

/** A provider of OpenTelemetry 3.x that keeps the finished spans in the exporter. */
export function newProvider(counter: SpanProcessor): TracerProvider {
  return new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter }), counter] })
}
