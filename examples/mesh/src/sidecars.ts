import type { RouteTable } from './routing/route-table.ts'
import type { Sidecar } from './sidecar.ts'
import type { Workload } from './workloads.ts'

/** The sidecars of all workloads, which follow the same rules. */
export interface Sidecars {
  /** Each one by its workload's name. */
  readonly of: ReadonlyMap<string, Sidecar>
  /**
   * Puts rules into force; resolves once every sidecar follows them.
   * @throws with one sentence when one of them cannot.
   */
  follow(table: RouteTable): Promise<void> | void
}

/** What all kinds of sidecars are started with. */
export interface SidecarsOptions {
  readonly workloads: readonly Workload[]
  /** Where spans are sent to, at `/api/v2/spans`. */
  readonly collectorUrl: string
  /** The port of the workload at a place in the list; 0 stands for any free one. */
  readonly portAt: (index: number) => number
  /** Takes one line on what happens. */
  readonly print: (line: string) => void
  /** Takes one sentence when a sidecar ends by itself again and again. */
  readonly onGiveUp: ((sentence: string) => void) | undefined
}
