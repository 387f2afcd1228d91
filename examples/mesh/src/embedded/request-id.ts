/**
 * Whether Envoy decides on the sampling of a request by its id: it takes its first eight digits for a
 * number, and traces nothing whose id has none.
 */
export function isTraceable(requestId: string): boolean {
  return /^[0-9a-f]{8}/i.test(requestId)
}

/** A request id as Envoy leaves it where every request is sampled: a UUID's version says so. */
export function markAsTraced(requestId: string): string {
  if (requestId.length !== 36 || !isTraceable(requestId)) return requestId
  return `${requestId.slice(0, 14)}9${requestId.slice(15)}`
}
