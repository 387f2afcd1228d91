/** The headers a trace shows at each hop, those that belong together side by side; credentials are never among them. */
export const shownHeaders: readonly string[] = [
  'x-request-id',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-flags',
  'x-ot-span-context',
  'b3',
  'traceparent',
  'tracestate',
  'baggage',
  'end-user',
]
