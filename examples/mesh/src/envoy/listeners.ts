import type { Workload } from '../workloads.ts'
import { type HostAndPort, type Resource, socketAddress, typed } from './resource.ts'
import { keepSentHeaders, tracing } from './tracing.ts'

/** The way in to an application, with `route_config`; its spans are of kind SERVER. */
export function inboundListener(
  workload: Workload,
  address: HostAndPort,
  routes: Resource,
): Resource {
  const manager = {
    ...connectionManager(workload, 'inbound'),
    ...routes,
    http_filters: [router],
  }
  return listener('inbound', 'INBOUND', address, manager)
}

/** The way out to one service, with `route_config` or `rds`; its spans are of kind CLIENT. */
export function outboundListener(
  workload: Workload,
  service: string,
  address: HostAndPort,
  routes: Resource,
): Resource {
  const fault = {
    name: 'envoy.filters.http.fault',
    typed_config: typed('extensions.filters.http.fault.v3.HTTPFault'),
  }
  const manager = {
    ...connectionManager(workload, 'outbound'),
    ...routes,
    http_filters: [keepSentHeaders(), fault, router],
  }
  return listener(outboundName(service), 'OUTBOUND', address, manager)
}

/** Answers `GET /healthz/ready` as the admin interface answers `/ready`, without a span. */
export function readyListener(address: HostAndPort, adminCluster: string): Resource {
  const route = { cluster: adminCluster, prefix_rewrite: '/ready' }
  const routes = [{ match: { path: '/healthz/ready' }, route }]
  const manager = typed(managerType, {
    stat_prefix: 'ready',
    codec_type: 'AUTO',
    route_config: { name: 'ready', virtual_hosts: [{ name: 'ready', domains: ['*'], routes }] },
    http_filters: [router],
  })
  return listener('ready', 'UNSPECIFIED', address, manager)
}

/** The name of the listener, and of the routes, of the calls to a service. */
export function outboundName(service: string): string {
  return `outbound-${service}`
}

const managerType = 'extensions.filters.network.http_connection_manager.v3.HttpConnectionManager'

const router = {
  name: 'envoy.filters.http.router',
  // Without what Envoy says of itself, such as the host that was asked for before it was rewritten.
  typed_config: typed('extensions.filters.http.router.v3.Router', { suppress_envoy_headers: true }),
}

function listener(
  name: string,
  direction: 'INBOUND' | 'OUTBOUND' | 'UNSPECIFIED',
  address: HostAndPort,
  manager: Resource,
): Resource {
  return {
    name,
    traffic_direction: direction,
    address: socketAddress(address),
    filter_chains: [
      {
        filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }],
      },
    ],
  }
}

function connectionManager(workload: Workload, side: 'inbound' | 'outbound'): Resource {
  return typed(managerType, {
    stat_prefix: side,
    codec_type: 'AUTO',
    // As in Istio's sidecars: a request id that came in stays.
    use_remote_address: false,
    generate_request_id: true,
    always_set_request_id_in_response: true,
    tracing: tracing(workload, side),
  })
}
