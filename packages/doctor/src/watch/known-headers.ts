const TRACE =
  /^(x-request-id|x-b3-(traceid|spanid|parentspanid|sampled|flags)|b3|traceparent|tracestate|baggage|x-ot-span-context|x-cloud-trace-context|grpc-trace-bin|sw8(-correlation|-x)?|uber-trace-id|uberctx-.+|x-datadog-(trace-id|parent-id|sampling-priority|origin|tags)|x-amzn-trace-id|ot-tracer-(traceid|spanid|sampled)|ot-baggage-.+|l5d-ctx-.+|x-telepresence-.+)$/

const OF_ONE_HOP =
  /^x-(forwarded|envoy|real|original|scheme|amz-cf|powered|requested-with|http)(-|$)/

/** Whether a header, by its lower-case name, is a trace header that somebody will miss. */
export function isTraceHeader(name: string): boolean {
  return TRACE.test(name)
}

/** Whether a header, by its lower-case name, is one that an application may want to carry. */
export function isOfInterest(name: string): boolean {
  return isTraceHeader(name) || (name.startsWith('x-') && !OF_ONE_HOP.test(name))
}
