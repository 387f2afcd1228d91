import { Agent } from 'undici'
import { compileRoutes } from '../routing/route-table.ts'
import type { Shutdown } from '../shutdown.ts'
import type { Sidecar } from '../sidecar.ts'
import type { Sidecars, SidecarsOptions } from '../sidecars.ts'
import { startSidecar } from './sidecar.ts'
import { startTracing } from './tracing.ts'

/** What embedded sidecars are started with. */
export interface EmbeddedSidecarsOptions extends SidecarsOptions {
  /**
   * Draws a number from 0 up to 1, for weights and faults.
   * @default Math.random
   */
  readonly random?: () => number
}

/**
 * Starts one sidecar for each workload, in this process.
 * @throws with one sentence when a port cannot be had.
 */
export async function startEmbeddedSidecars(
  { workloads, collectorUrl, portAt, random }: EmbeddedSidecarsOptions,
  shutdown: Shutdown,
): Promise<Sidecars> {
  let table = compileRoutes([], workloads)
  const sidecars = new Map<string, Sidecar>()
  const dispatcher = new Agent({ maxHeaderSize: 60 * 1024, connect: { timeout: 1_000 } })
  await shutdown.onStop(() => dispatcher.destroy())
  for (const [index, workload] of workloads.entries()) {
    const tracing = startTracing(workload, collectorUrl)
    await shutdown.onStop(tracing.stop)
    const sidecar = await startSidecar({
      workload,
      tracer: tracing.tracer,
      dispatcher,
      routes: () => table,
      addressOf: (wanted) => wanted && sidecars.get(wanted.name)?.url,
      port: portAt(index),
      ...(random && { random }),
    })
    await shutdown.onStop(sidecar.stop)
    sidecars.set(workload.name, sidecar)
  }
  return {
    of: sidecars,
    follow(next) {
      table = next
    },
  }
}
