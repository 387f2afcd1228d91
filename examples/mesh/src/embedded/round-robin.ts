import type { Destination } from '../routing/destination.ts'
import type { Workload } from '../workloads.ts'

/** Returns what names the next instance of a destination, one after the other for each cluster. */
export function roundRobin(): (destination: Destination) => Workload | undefined {
  const turns = new Map<string, number>()
  return function nextOf({ cluster, workloads }) {
    const turn = turns.get(cluster) ?? 0
    turns.set(cluster, turn + 1)
    return workloads[turn % workloads.length]
  }
}
