/** What comes in with a request. */
export const inboundKinds = ['b3', 'w3c', 'b3+w3c', 'nothing'] as const
export type InboundKind = (typeof inboundKinds)[number]

/** The trace context that a request comes with. */
export interface Came {
  readonly headers: Readonly<Record<string, string>>
  readonly traceId: string
  readonly spanId: string
}

/** Headers of one kind, whose every value is that of one request alone. */
export function inboundOf(kind: InboundKind, number: number): Came {
  const digits = number.toString(16).padStart(8, '0')
  const traceId = `4bf92f3577b34da6a3ce929d${digits}`
  const spanId = `00f067aa${digits}`
  const requestId = `9b1deb4d-3b7d-4bad-9bdd-2b0d${digits}`
  const b3 = {
    'x-b3-traceid': traceId,
    'x-b3-spanid': spanId,
    'x-b3-parentspanid': `05e3ac9a${digits}`,
    'x-b3-sampled': '1',
  }
  const w3c = { traceparent: `00-${traceId}-${spanId}-01`, tracestate: `mesh=t${digits},other=1` }
  const others = { 'x-request-id': requestId, 'x-tenant': `tenant ${digits}` }
  const context = { 'x-ot-span-context': `${traceId};${spanId};0000000000000000;cs` }
  const baggage = { baggage: `user=${digits};level=1,region=eu` }
  const headers = {
    b3: { ...others, ...b3, ...context },
    w3c: { ...others, ...w3c, ...baggage },
    'b3+w3c': { ...others, ...b3, ...w3c, ...context, ...baggage },
    nothing: {},
  }
  return { headers: headers[kind], traceId, spanId }
}
