import type { Cluster } from '../routing/destination.ts'
import type { Workload } from '../workloads.ts'
import { type HostAndPort, type Resource, socketAddress, typed } from './resource.ts'
import { collectorCluster } from './tracing.ts'

/** The cluster of the application that a sidecar stands beside, under Istio's name for it. */
export const applicationCluster = 'inbound|9080||'

/** A service or a subset of it, at the sidecars of its workloads. */
export function outboundCluster(
  { cluster, workloads }: Cluster,
  addressOf: (workload: Workload) => HostAndPort | undefined,
): Resource {
  const addresses = workloads.map(addressOf).filter((address) => address !== undefined)
  return staticCluster(cluster, addresses)
}

/** The application, at an address that is known. */
export function applicationAt(address: HostAndPort): Resource {
  return staticCluster(applicationCluster, [address])
}

/** The application, at an address that is told later. */
export function applicationFrom(edsConfig: Resource): Resource {
  return {
    ...cluster(applicationCluster),
    type: 'EDS',
    eds_cluster_config: { eds_config: edsConfig },
  }
}

/** Where spans are sent to. */
export function collectorAt(address: HostAndPort): Resource {
  return staticCluster(collectorCluster, [address])
}

/** The endpoints of a cluster. */
export function endpointsOf(name: string, addresses: readonly HostAndPort[]): Resource {
  const lb_endpoints = addresses.map((address) => ({
    endpoint: { address: socketAddress(address) },
  }))
  return { cluster_name: name, endpoints: [{ lb_endpoints }] }
}

/** A cluster whose addresses are known; names among them are asked for by DNS. */
export function staticCluster(name: string, addresses: readonly HostAndPort[]): Resource {
  const isByName = addresses.some(({ host }) => !/^[\d.]+$|:/.test(host))
  return {
    ...cluster(name),
    type: isByName ? 'STRICT_DNS' : 'STATIC',
    load_assignment: endpointsOf(name, addresses),
  }
}

function cluster(name: string): Resource {
  return {
    name,
    connect_timeout: '1s',
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': typed(
        'extensions.upstreams.http.v3.HttpProtocolOptions',
        {
          // Sooner than the services, which close theirs after 65 s: a connection that is closed at
          // its far end just as it is used again is a lost request.
          common_http_protocol_options: { idle_timeout: '60s' },
          explicit_http_config: { http_protocol_options: {} },
        },
      ),
    },
  }
}
