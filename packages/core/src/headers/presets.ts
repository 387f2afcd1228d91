import { B3, DATADOG, OT_TRACE, TRACE_CONTEXT } from './families.ts'

/**
 * Named lists of headers, for `headers: [...presets.istio, 'x-tenant']`. All are frozen; none holds a credential.
 */
export const presets = Object.freeze({
  /**
   * What Istio's documentation and its Bookinfo services copy, credentials and Bookinfo's own `end-user` aside. The
   * default.
   * @see https://istio.io/latest/about/faq/distributed-tracing/
   */
  istio: preset(
    'x-request-id',
    ...B3,
    'x-ot-span-context',
    ...TRACE_CONTEXT,
    ...DATADOG.slice(0, 3),
    'x-cloud-trace-context',
    'grpc-trace-bin',
    'sw8',
  ),
  /**
   * Zipkin's headers, several and single.
   * @see https://github.com/openzipkin/b3-propagation
   */
  b3: preset<string>(...B3),
  /**
   * W3C Trace Context and Baggage.
   * @see https://www.w3.org/TR/trace-context/ and https://www.w3.org/TR/baggage/
   */
  w3c: preset(...TRACE_CONTEXT, 'baggage'),
  /**
   * Jaeger's own headers, from before W3C Trace Context.
   * @see https://www.jaegertracing.io/sdk-migration/#propagation-format
   */
  jaeger: preset('uber-trace-id', 'uberctx-*'),
  /** @see https://docs.datadoghq.com/tracing/trace_collection/trace_context_propagation/ */
  datadog: preset<string>(...DATADOG),
  /** @see https://cloud.google.com/trace/docs/trace-context */
  googleCloud: preset('x-cloud-trace-context', 'grpc-trace-bin'),
  /** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
  awsXray: preset('x-amzn-trace-id'),
  /** @see https://skywalking.apache.org/docs/main/latest/en/api/x-process-propagation-headers-v3/ */
  skywalking: preset('sw8', 'sw8-correlation', 'sw8-x'),
  /** Lightstep through Envoy, and its libraries' OT Trace headers. */
  lightstep: preset('x-ot-span-context', ...OT_TRACE, 'ot-baggage-*'),
  /**
   * Linkerd 1's context. Its informational headers (`l5d-dst-*`, `l5d-reqid`) and those of responses (`l5d-err`) must
   * not be forwarded and are not matched. Several deadlines count together, so all values are kept.
   * @see https://linkerd.io/1/reference/headers/
   */
  linkerd: preset(Object.freeze({ name: 'l5d-ctx-*', repeat: 'join' as const })),
  /** Routing to one developer's sandbox: Signadot's routing key in its several copies, and Telepresence's headers. */
  sandboxRouting: preset(
    'baggage',
    'ot-baggage-sd-*',
    'uberctx-sd-*',
    'x-telepresence-id',
    'x-telepresence-intercept-id',
  ),
})

function preset<T>(...headers: T[]): readonly T[] {
  return Object.freeze(headers)
}
