import type { Annotation, Endpoint, Span } from './span.ts'

/** Says whether two reports are about one span: the same id, and nothing that contradicts it. */
export function isSameSpan(one: Span, other: Span): boolean {
  return (
    one.id === other.id &&
    agree(one.kind, other.kind) &&
    // Two servers that share their caller's id are still two spans.
    agree(one.localEndpoint?.serviceName, other.localEndpoint?.serviceName)
  )
}

/** Joins two reports of one span: what either knows, the earlier start and the longer duration. */
export function mergeSpans(first: Span, later: Span): Span {
  return {
    traceId: longer(first.traceId, later.traceId),
    id: first.id,
    parentId: first.parentId ?? later.parentId,
    kind: first.kind ?? later.kind,
    name: first.name || later.name,
    timestamp: pick(Math.min, first.timestamp, later.timestamp),
    duration: pick(Math.max, first.duration, later.duration),
    debug: first.debug ?? later.debug,
    shared: first.shared ?? later.shared,
    localEndpoint: mergeEndpoints(first.localEndpoint, later.localEndpoint),
    remoteEndpoint: mergeEndpoints(first.remoteEndpoint, later.remoteEndpoint),
    annotations: mergeAnnotations(first.annotations, later.annotations),
    tags: first.tags && later.tags ? { ...first.tags, ...later.tags } : (first.tags ?? later.tags),
  }
}

function agree(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other
}

function longer(one: string, other: string): string {
  return other.length > one.length ? other : one
}

function pick(
  choose: (one: number, other: number) => number,
  one: number | undefined,
  other: number | undefined,
): number | undefined {
  return one !== undefined && other !== undefined ? choose(one, other) : (one ?? other)
}

function mergeEndpoints(one?: Endpoint, other?: Endpoint): Endpoint | undefined {
  if (!one || !other) return one ?? other
  return {
    serviceName: one.serviceName ?? other.serviceName,
    ipv4: one.ipv4 ?? other.ipv4,
    ipv6: one.ipv6 ?? other.ipv6,
    port: one.port ?? other.port,
  }
}

function mergeAnnotations(one?: Annotation[], other?: Annotation[]): Annotation[] | undefined {
  if (!one || !other) return one ?? other
  const isNew = (added: Annotation): boolean =>
    !one.some((known) => known.timestamp === added.timestamp && known.value === added.value)
  return [...one, ...other.filter(isNew)].sort((a, b) => a.timestamp - b.timestamp)
}
