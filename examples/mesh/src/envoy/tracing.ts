import { shownHeaders } from '../shown-headers.ts'
import type { Workload } from '../workloads.ts'
import { type Resource, typed } from './resource.ts'

/** The name of the cluster that spans are sent to. */
export const collectorCluster = 'zipkin'

/** The namespace in which the headers are kept as an application sent them. */
const asSent = 'waybill.sent'

/** How spans are made: each request, the values of Istio's Zipkin configuration, and what the trace view shows. */
export function tracing(workload: Workload, side: 'inbound' | 'outbound'): Resource {
  const all = { value: 100 }
  return {
    client_sampling: all,
    random_sampling: all,
    overall_sampling: all,
    spawn_upstream_span: false,
    custom_tags: [
      { tag: 'istio.canonical_service', literal: { value: workload.service } },
      { tag: 'istio.canonical_revision', literal: { value: workload.version } },
      ...shownHeaders.map((name) => headerTag(name, side)),
    ],
    provider: {
      name: 'envoy.tracers.zipkin',
      typed_config: typed('config.trace.v3.ZipkinConfig', {
        collector_cluster: collectorCluster,
        collector_endpoint: '/api/v2/spans',
        collector_hostname: collectorCluster,
        collector_endpoint_version: 'HTTP_JSON',
        trace_id_128bit: true,
        shared_span_context: false,
      }),
    },
  }
}

/**
 * Keeps the headers as an application sent them, for the tags of its CLIENT span: a tag that names a
 * header shows what the router has written into it since.
 */
export function keepSentHeaders(): Resource {
  return {
    name: 'envoy.filters.http.header_to_metadata',
    typed_config: typed('extensions.filters.http.header_to_metadata.v3.Config', {
      request_rules: shownHeaders.map((header) => ({
        header,
        on_header_present: { metadata_namespace: asSent, key: header, type: 'STRING' },
      })),
    }),
  }
}

function headerTag(name: string, side: 'inbound' | 'outbound'): Resource {
  const tag = `http.request.header.${name}`
  if (side === 'inbound') return { tag, request_header: { name } }
  const metadata_key = { key: asSent, path: [{ key: name }] }
  return { tag, metadata: { kind: { request: {} }, metadata_key } }
}
