import { listen } from '../listen.ts'
import { type KeptRunning, keepRunning } from '../process/keep-running.ts'
import type { RouteTable } from '../routing/route-table.ts'
import type { Shutdown } from '../shutdown.ts'
import type { Sidecar } from '../sidecar.ts'
import type { Sidecars, SidecarsOptions } from '../sidecars.ts'
import type { Workload } from '../workloads.ts'
import { bootstrap } from './bootstrap.ts'
import { applicationCluster, endpointsOf, outboundCluster } from './clusters.ts'
import { createDiscoveryFolder, type DiscoveryFolder } from './discovery.ts'
import { type EnvoyProcess, startEnvoy } from './envoy-process.ts'
import { outboundName } from './listeners.ts'
import { type HostAndPort, hostAndPortOf, type Resource } from './resource.ts'
import { outboundRoutes } from './routes.ts'

/** What Envoys are started with. */
export interface EnvoySidecarsOptions extends SidecarsOptions {
  /** The program. */
  readonly envoy: string
}

interface EnvoySidecar extends Sidecar {
  readonly process: KeptRunning<EnvoyProcess>
}

/**
 * Starts one Envoy for each workload.
 * @throws with one sentence when one of them cannot be started.
 */
export async function startEnvoySidecars(
  options: EnvoySidecarsOptions,
  shutdown: Shutdown,
): Promise<Sidecars> {
  const { workloads } = options
  const folder = await createDiscoveryFolder()
  await shutdown.onStop(folder.remove)
  const services = [...new Set(workloads.flatMap(({ calls }) => calls))]
  await folder.write('clusters', 'config.cluster.v3.Cluster', [])
  await Promise.all(services.map((service) => writeRoutes(folder, service)))
  const starting = workloads.map((workload, index) =>
    startSidecar(options, { workload, index, folder }, shutdown),
  )
  const started = await Promise.allSettled(starting)
  const sidecars = new Map<string, EnvoySidecar>()
  for (const [index, outcome] of started.entries()) {
    if (outcome.status === 'rejected') throw outcome.reason
    sidecars.set((workloads[index] as Workload).name, outcome.value)
  }

  function addressOf({ name }: Workload): HostAndPort | undefined {
    const sidecar = sidecars.get(name)
    return sidecar && hostAndPortOf(sidecar.url)
  }

  // None is ever taken out: the routes of the rules before may still lead there for a moment.
  const clusters = new Map<string, Resource>()

  return {
    of: sidecars,
    async follow(table) {
      for (const entry of table.clusters) {
        clusters.set(entry.cluster, outboundCluster(entry, addressOf))
      }
      const all = [...clusters.values()]
      const version = await folder.write('clusters', 'config.cluster.v3.Cluster', all)
      await everyEnvoy(sidecars, (envoy) => envoy.follows('cluster_manager.cds', version))
      for (const service of services) {
        const version = await writeRoutes(folder, service, table)
        const subject = `rds.${outboundName(service)}`
        await everyEnvoy(sidecars, async (envoy) => {
          if (envoy.ports.has(outboundName(service))) await envoy.follows(subject, version)
        })
      }
    },
  }
}

interface Place {
  readonly workload: Workload
  readonly index: number
  readonly folder: DiscoveryFolder
}

async function startSidecar(
  { envoy, collectorUrl, portAt, print, onGiveUp }: EnvoySidecarsOptions,
  { workload, index, folder }: Place,
  shutdown: Shutdown,
): Promise<EnvoySidecar> {
  const name = `${workload.name} sidecar`
  const application = `application-${workload.name}`
  await writeApplication([])
  let inboundPort = portAt(index)
  let outboundPorts: ReadonlyMap<string, number> = new Map()
  // Says who is wanted where, in the words that go for every port here.
  await (await listen(inboundPort, workload.name, () => undefined)).close()

  function writeApplication(addresses: readonly HostAndPort[]): Promise<string> {
    const endpoints = endpointsOf(applicationCluster, addresses)
    return folder.write(application, 'config.endpoint.v3.ClusterLoadAssignment', [endpoints])
  }

  const process = keepRunning({
    print,
    onGiveUp,
    async start(signal) {
      const started = await startEnvoy({
        name,
        envoy,
        bootstrap: bootstrap({
          workload,
          inboundPort,
          outboundPorts,
          collector: hostAndPortOf(collectorUrl),
          files: {
            clusters: folder.path('clusters'),
            application: folder.path(application),
            routes: (service) => folder.path(routesFile(service)),
          },
        }),
        folder: folder.folder,
        onLine: (line) => print(`${name} | ${line}`),
        signal,
      })
      // One that is started in its place is to be found where this one is.
      inboundPort = started.ports.get('inbound') ?? 0
      outboundPorts = new Map(
        workload.calls.map((service) => [service, started.ports.get(outboundName(service)) ?? 0]),
      )
      return started
    },
  })
  await shutdown.onStop(process.stop)
  await process.started
  return {
    process,
    pid: () => process.current()?.pid,
    url: `http://127.0.0.1:${inboundPort}`,
    outboundPorts,
    async connect(applicationUrl) {
      const version = await writeApplication([hostAndPortOf(applicationUrl)])
      await process.current()?.follows(`cluster.${applicationCluster}`, version)
    },
    stop: process.stop,
  }
}

function writeRoutes(
  folder: DiscoveryFolder,
  service: string,
  table?: RouteTable,
): Promise<string> {
  const routes = outboundRoutes(service, table?.routesOf(service) ?? [])
  return folder.write(routesFile(service), 'config.route.v3.RouteConfiguration', [routes])
}

function routesFile(service: string): string {
  return `routes-${service}`
}

async function everyEnvoy(
  sidecars: ReadonlyMap<string, EnvoySidecar>,
  ask: (envoy: EnvoyProcess) => Promise<void>,
): Promise<void> {
  const running = [...sidecars.values()].map((sidecar) => sidecar.process.current())
  // All are waited for, so that none is asked for two things at a time once one has refused.
  const answers = await Promise.allSettled(running.map((envoy) => envoy && ask(envoy)))
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason
}
