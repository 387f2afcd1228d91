import type { RouteTable } from '../routing/route-table.ts'
import type { Workload } from '../workloads.ts'
import { identity } from './bootstrap.ts'
import { applicationAt, collectorAt, outboundCluster, staticCluster } from './clusters.ts'
import { inboundListener, outboundListener, readyListener } from './listeners.ts'
import { type HostAndPort, type Resource, socketAddress } from './resource.ts'
import { inboundRoutes, outboundRoutes } from './routes.ts'

/** The ports of a sidecar that shares the network of its application, Istio's where it has them. */
export const sidecarPorts = {
  /** Where others reach the application. */
  inbound: 15_006,
  /** Where the application reaches each service. */
  outbound: { details: 15_101, reviews: 15_102, ratings: 15_103 } as Record<string, number>,
  /** Where `GET /healthz/ready` says whether the sidecar takes requests. */
  ready: 15_021,
  /** Of no use from outside. */
  admin: 15_000,
  application: 9_080,
} as const

/** A network in which every workload has a name. */
export interface Network {
  /** Where a workload's sidecar is reached. */
  addressOf(workload: Workload): HostAndPort
  readonly collector: HostAndPort
}

/** The whole configuration of one sidecar, for rules that do not change while it runs. */
export function staticBootstrap(
  workload: Workload,
  table: RouteTable,
  { addressOf, collector }: Network,
): Resource {
  const inside = (port: number) => ({ host: '127.0.0.1', port })
  const outside = (port: number) => ({ host: '0.0.0.0', port })
  const reached = table.clusters.filter(({ workloads }) =>
    workloads.some(({ service }) => workload.calls.includes(service)),
  )
  return {
    ...identity(workload),
    admin: { address: socketAddress(inside(sidecarPorts.admin)) },
    static_resources: {
      listeners: [
        inboundListener(workload, outside(sidecarPorts.inbound), {
          route_config: inboundRoutes(workload.service),
        }),
        ...workload.calls.map((service) =>
          outboundListener(workload, service, inside(sidecarPorts.outbound[service] as number), {
            route_config: outboundRoutes(service, table.routesOf(service)),
          }),
        ),
        readyListener(outside(sidecarPorts.ready), 'admin'),
      ],
      clusters: [
        applicationAt(inside(sidecarPorts.application)),
        ...reached.map((cluster) => outboundCluster(cluster, addressOf)),
        collectorAt(collector),
        staticCluster('admin', [inside(sidecarPorts.admin)]),
      ],
    },
  }
}
