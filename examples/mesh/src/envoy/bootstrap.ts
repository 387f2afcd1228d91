import type { Workload } from '../workloads.ts'
import { applicationFrom, collectorAt } from './clusters.ts'
import { inboundListener, outboundListener, outboundName } from './listeners.ts'
import { type HostAndPort, type Resource, socketAddress, typed } from './resource.ts'
import { inboundRoutes } from './routes.ts'

/** Where the discovery responses are that an Envoy follows. */
export interface DiscoveryFiles {
  readonly clusters: string
  readonly application: string
  /** The routes of the calls to a service. */
  routes(service: string): string
}

/** Where one sidecar listens, and where it finds what may change while it runs. */
export interface BootstrapOptions {
  readonly workload: Workload
  /** The port of the way in; 0 stands for any free one. */
  readonly inboundPort: number
  /** The ports of the ways out, by the service's name; 0 for those not named. */
  readonly outboundPorts: ReadonlyMap<string, number>
  readonly collector: HostAndPort
  readonly files: DiscoveryFiles
}

/** The configuration that one Envoy starts with: its listeners, and files for routes and clusters. */
export function bootstrap(options: BootstrapOptions): Resource {
  const { workload, inboundPort, outboundPorts, collector, files } = options
  const loopback = (port: number) => ({ host: '127.0.0.1', port })
  return {
    ...identity(workload),
    admin: { address: socketAddress(loopback(0)) },
    dynamic_resources: { cds_config: fromFile(files.clusters) },
    static_resources: {
      listeners: [
        inboundListener(workload, loopback(inboundPort), {
          route_config: inboundRoutes(workload.service),
        }),
        ...workload.calls.map((service) => {
          const address = loopback(outboundPorts.get(service) ?? 0)
          return outboundListener(workload, service, address, {
            rds: {
              route_config_name: outboundName(service),
              config_source: fromFile(files.routes(service)),
            },
          })
        }),
      ],
      clusters: [applicationFrom(fromFile(files.application)), collectorAt(collector)],
    },
  }
}

/** What an Envoy is called, and what it does once for all its listeners. */
export function identity({ name, service }: Workload): Resource {
  return {
    // The cluster is the service's name in spans.
    node: { id: `sidecar~127.0.0.1~${name}.default~default.svc.cluster.local`, cluster: service },
    overload_manager: {
      resource_monitors: [
        {
          name: 'envoy.resource_monitors.global_downstream_max_connections',
          typed_config: typed(
            'extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig',
            { max_active_downstream_connections: 10_000 },
          ),
        },
      ],
    },
    layered_runtime: {
      layers: [
        {
          name: 'static',
          // Sooner than the 5 s that spans are held back by themselves.
          static_layer: { 'tracing.zipkin.flush_interval_ms': 200 },
        },
      ],
    },
  }
}

function fromFile(path: string): Resource {
  return { path_config_source: { path }, resource_api_version: 'V3' }
}
