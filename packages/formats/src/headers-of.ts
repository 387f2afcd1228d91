import type { Format } from './trace-context.ts'

const B3 = ['x-b3-traceid', 'x-b3-spanid', 'x-b3-parentspanid', 'x-b3-sampled', 'x-b3-flags', 'b3']

/**
 * The headers that hold a context in each format, lower case; formats in the order in which they are looked for. Those
 * of `b3` include the single one, which is read in their place. Headers that hold baggage alone, such as `uberctx-*`,
 * are not among them.
 */
export const headersOf: Readonly<Record<Format, readonly string[]>> = {
  w3c: ['traceparent', 'tracestate'],
  b3Single: ['b3'],
  b3: B3,
  datadog: [
    'x-datadog-trace-id',
    'x-datadog-parent-id',
    'x-datadog-sampling-priority',
    'x-datadog-origin',
    'x-datadog-tags',
  ],
  jaeger: ['uber-trace-id'],
  awsXray: ['x-amzn-trace-id'],
  googleCloud: ['x-cloud-trace-context'],
  grpcTrace: ['grpc-trace-bin'],
  otTrace: ['ot-tracer-traceid', 'ot-tracer-spanid', 'ot-tracer-sampled'],
  lightstep: ['x-ot-span-context'],
}
