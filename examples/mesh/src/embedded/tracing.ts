import type { Tracer } from '@opentelemetry/api'
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type Sampler,
  SamplingDecision,
} from '@opentelemetry/sdk-trace-base'
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions'
import type { Workload } from '../workloads.ts'
import { isSampledBy } from './b3.ts'

/** Makes the spans of one sidecar and sends them to a collector. */
export interface Tracing {
  readonly tracer: Tracer
  /** Sends what is left. */
  stop(): Promise<void>
}

/** Starts a tracer whose spans go to `POST /api/v2/spans` at `collectorUrl` in short batches. */
export function startTracing({ service, version }: Workload, collectorUrl: string): Tracing {
  const exporter = new ZipkinExporter({ url: new URL('/api/v2/spans', collectorUrl).href })
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      [ATTR_SERVICE_NAME]: service,
      [ATTR_SERVICE_VERSION]: version,
    }),
    sampler: asDecided,
    spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 200 })],
  })
  return {
    tracer: provider.getTracer('sidecar'),
    stop: () => provider.shutdown(),
  }
}

/** As the context says. */
const asDecided: Sampler = {
  shouldSample: (context) => ({
    decision: isSampledBy(context)
      ? SamplingDecision.RECORD_AND_SAMPLED
      : SamplingDecision.NOT_RECORD,
  }),
  toString: () => 'AsDecided',
}
