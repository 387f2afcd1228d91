import { ZipkinExporter } from '@opentelemetry/exporter-zipkin'
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions'

/** Starts the SDK of OpenTelemetry, which sends its spans to `OTEL_EXPORTER_ZIPKIN_ENDPOINT`. */
export function startTracing(service: string): void {
  new NodeTracerProvider({
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: service }),
    spanProcessors: [new BatchSpanProcessor(new ZipkinExporter(), { scheduledDelayMillis: 200 })],
  }).register({
    // What the sidecars speak.
    propagator: new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
  })
}
