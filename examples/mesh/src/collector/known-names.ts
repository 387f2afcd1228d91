import type { Span } from './span.ts'

/** Lists the services that reported a span. */
export function serviceNames(spans: Iterable<Span>): string[] {
  return distinct(spans, (span) => [span.localEndpoint?.serviceName])
}

/** Lists the names of the spans a service reported. */
export function spanNames(spans: Iterable<Span>, serviceName: string): string[] {
  return distinct(spans, (span) => [isOf(serviceName, span) ? span.name : undefined])
}

/** Lists the peers a service named in its spans. */
export function remoteServiceNames(spans: Iterable<Span>, serviceName: string): string[] {
  return distinct(spans, (span) => [
    isOf(serviceName, span) ? span.remoteEndpoint?.serviceName : undefined,
  ])
}

/** Lists the names of all tags. */
export function tagNames(spans: Iterable<Span>): string[] {
  return distinct(spans, (span) => Object.keys(span.tags ?? {}))
}

/** Lists the values that a tag has had. */
export function tagValues(spans: Iterable<Span>, name: string): string[] {
  return distinct(spans, ({ tags }) => [tags && Object.hasOwn(tags, name) ? tags[name] : undefined])
}

function isOf(serviceName: string, span: Span): boolean {
  return span.localEndpoint?.serviceName === serviceName.toLowerCase()
}

function distinct(
  spans: Iterable<Span>,
  namesOf: (span: Span) => (string | undefined)[],
): string[] {
  const names = new Set<string>()
  for (const span of spans) {
    for (const name of namesOf(span)) if (name) names.add(name)
  }
  return [...names].sort()
}
