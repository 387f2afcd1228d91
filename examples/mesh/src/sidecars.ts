import type { Dispatcher } from 'undici'
import type { RouteTable } from './routing/route-table.ts'
import type { Shutdown } from './shutdown.ts'
import { type Sidecar, startSidecar } from './sidecar/sidecar.ts'
import { startTracing } from './sidecar/tracing.ts'
import { bookinfo } from './workloads.ts'

/** The sidecar of each workload, by the workload's name. */
export type Sidecars = ReadonlyMap<string, Sidecar>

/** What all sidecars work with. */
export interface SidecarsOptions {
  readonly routes: () => RouteTable
  readonly dispatcher: Dispatcher
  readonly collectorUrl: string
  /** The port at a place in the row of ports; the second one is the trace view's. */
  readonly portAt: (offset: number) => number
}

/**
 * Starts one sidecar for each workload.
 * @throws with one sentence when a port cannot be had.
 */
export async function startSidecars(
  { routes, dispatcher, collectorUrl, portAt }: SidecarsOptions,
  shutdown: Shutdown,
): Promise<Sidecars> {
  const sidecars = new Map<string, Sidecar>()
  for (const [index, workload] of bookinfo.entries()) {
    const tracing = startTracing(workload, collectorUrl)
    await shutdown.onStop(tracing.stop)
    const sidecar = await startSidecar({
      workload,
      tracer: tracing.tracer,
      dispatcher,
      routes,
      addressOf: (wanted) => wanted && sidecars.get(wanted.name)?.url,
      port: portAt(index === 0 ? 0 : index + 1),
    })
    await shutdown.onStop(sidecar.stop)
    sidecars.set(workload.name, sidecar)
  }
  return sidecars
}
