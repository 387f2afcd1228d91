import { stringify } from 'yaml'
import type { RouteTable } from '../routing/route-table.ts'
import { bookinfo, type Workload } from '../workloads.ts'
import { type Network, sidecarPorts, staticBootstrap } from './static-bootstrap.ts'

/** A file below `deploy/`. */
export interface DeployedFile {
  readonly path: string
  readonly text: string
}

/** The configuration of every sidecar, as Docker Compose and plain Kubernetes take it. */
export function deployedBootstraps(table: RouteTable): DeployedFile[] {
  return networks.flatMap(({ folder, network }) =>
    bookinfo.map((workload) => ({
      path: `${folder}/${workload.name}.yaml`,
      text:
        heading +
        stringify(staticBootstrap(workload, table, network), {
          lineWidth: 0,
          aliasDuplicateObjects: false,
        }),
    })),
  )
}

const heading = `# Made by \`npx pnpm@12.21.0 generate\` from examples/mesh; changes here are lost.
`

const jaeger = { host: 'jaeger', port: 9_411 }
const at =
  (port: number) =>
  ({ name }: Workload) => ({ host: name, port })

const networks: readonly { folder: string; network: Network }[] = [
  {
    folder: 'envoy/compose',
    network: { addressOf: at(sidecarPorts.inbound), collector: jaeger },
  },
  {
    folder: 'kubernetes/overlays/envoy/bootstrap',
    // A Service for each version stands before its pods.
    network: { addressOf: at(sidecarPorts.application), collector: jaeger },
  },
]
