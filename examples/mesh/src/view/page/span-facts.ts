import type { Span } from '../../collector/span.ts'

/** The service that reported a span. */
export function serviceOf(span: Span): string {
  return span.localEndpoint?.serviceName ?? 'unknown'
}

/** The version of the service that reported a span, where its sidecar says so. */
export function versionOf(span: Span): string | undefined {
  return span.tags?.['istio.canonical_revision'] ?? span.tags?.['service.version']
}

/** The service that was called, where a caller says so. */
export function peerOf(span: Span): string | undefined {
  return span.remoteEndpoint?.serviceName ?? urlOf(span)?.hostname
}

/** The path that was asked for, without its query. */
export function pathOf(span: Span): string | undefined {
  return urlOf(span)?.pathname ?? span.tags?.['http.path']
}

/** The query that was asked with. */
export function queryOf(span: Span): URLSearchParams | undefined {
  return urlOf(span)?.searchParams
}

/** What a span did, in as few words as its tags allow: `GET /reviews/0`. */
export function operationOf(span: Span): string {
  const path = pathOf(span)
  const method = span.tags?.['http.method']
  if (path !== undefined) return method ? `${method} ${path}` : path
  return span.name || 'unnamed'
}

/** Milliseconds since 1970, or undefined where the span does not say. */
export function startOf(span: Span): number | undefined {
  return span.timestamp === undefined ? undefined : span.timestamp / 1000
}

/** Milliseconds, or undefined where the span does not say: some proxies report none. */
export function durationOf(span: Span): number | undefined {
  return span.duration === undefined ? undefined : span.duration / 1000
}

/** What the proxy says went on, in words: a refusal, a fault that was played, a caller that gave up. */
export function incidentsOf(span: Span): string[] {
  const flags = span.tags?.response_flags?.split(',') ?? []
  const told = flags.flatMap((flag) => incidents[flag.trim()] ?? [])
  const status = Number(span.tags?.['http.status_code'])
  return status >= 400 ? [`answered ${status}`, ...told] : told
}

/** Envoy's response flags. https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage */
const incidents: Record<string, string> = {
  DI: 'delay injected',
  FI: 'abort injected',
  DC: 'caller gave up',
  NR: 'no route',
  UF: 'no connection',
  UC: 'connection lost',
  UH: 'no healthy upstream',
  UT: 'timed out',
  URX: 'retries used up',
}

function urlOf(span: Span): URL | undefined {
  const url = span.tags?.['http.url']
  return url !== undefined && URL.canParse(url) ? new URL(url) : undefined
}
