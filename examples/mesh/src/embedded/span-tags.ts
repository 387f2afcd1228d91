import type { Span } from '@opentelemetry/api'
import { shownHeaders } from '../shown-headers.ts'
import { type HeaderList, valuesOf } from './header-list.ts'
import type { Hop, HopOptions } from './hop.ts'

/** Tags a span with what Envoy says of a request. */
export function tagRequest(span: Span, { workload }: HopOptions, hop: Hop): void {
  const { request, headers, requestId } = hop
  span.setAttributes({
    component: 'proxy',
    node_id: `sidecar~127.0.0.1~${workload.name}.default~default.svc.cluster.local`,
    'guid:x-request-id': requestId,
    'http.method': request.method ?? '',
    'http.url': `http://${valuesOf(headers, 'host')[0]}${request.url}`,
    'http.protocol': `HTTP/${request.httpVersion}`,
    user_agent: request.headers['user-agent'] ?? '-',
    'istio.canonical_service': workload.service,
    'istio.canonical_revision': workload.version,
  })
}

/** Tags a span with the propagated headers, as `http.request.header.x-request-id`. */
export function tagHeaders(span: Span, headers: HeaderList): void {
  for (const name of shownHeaders) {
    const value = valuesOf(headers, name).join(',')
    if (value !== '') span.setAttribute(`http.request.header.${name}`, value)
  }
}

/** Says where a request is sent on to, in Envoy's words. */
export function tagUpstream({ span }: Hop, cluster: string): void {
  span?.setAttribute('upstream_cluster', cluster)
}

/** Tags a span with what came of the request, and ends it. */
export function endSpan(span: Span, { response, flags }: Hop): void {
  // Whoever called has gone away.
  if (!response.writableFinished && flags.size === 0) flags.add('DC')
  const status = response.headersSent ? response.statusCode : 0
  span.setAttribute('http.status_code', String(status))
  span.setAttribute('response_flags', [...flags].join(',') || '-')
  if (status >= 500 || status === 0) span.setAttribute('error', 'true')
  span.end()
}
