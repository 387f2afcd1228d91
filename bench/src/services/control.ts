import { Session } from 'node:inspector/promises'
import { answerParent } from '../processes/answer-parent.ts'
import type { Mark, Meter } from './meter.ts'

/** How a service came up. */
export interface Started {
  readonly port: number
  /** From the begin of the process to listening. */
  readonly milliseconds: number
  /** The same in processor time. */
  readonly cpuMilliseconds: number
  readonly rss: number
}

/** What the harness can ask of a service. */
export interface ServiceControl {
  started(): Started
  mark(): Mark
  /** Bytes resident. */
  rss(): number
  /** Bytes of heap in use, after a collection where `--expose-gc` allows one. */
  heapUsed(): number
  /** Begins to sample what is allocated, also what is collected later. */
  sampleAllocations(): Promise<void>
  /** Ends it. Gives the bytes that were allocated, by the sample. */
  allocatedBytes(): Promise<number>
}

/** Lets the harness ask a service. */
export function control(meter: Meter, started: Started): void {
  const session = new Session()
  answerParent<ServiceControl>({
    started: () => started,
    mark: () => meter.mark(),
    rss: () => process.memoryUsage.rss(),
    heapUsed() {
      globalThis.gc?.()
      return process.memoryUsage().heapUsed
    },
    async sampleAllocations() {
      session.connect()
      await session.post('HeapProfiler.startSampling', {
        samplingInterval: 8192,
        includeObjectsCollectedByMajorGC: true,
        includeObjectsCollectedByMinorGC: true,
      })
    },
    async allocatedBytes() {
      const { profile } = await session.post('HeapProfiler.stopSampling')
      session.disconnect()
      return sizeOf(profile.head)
    },
  })
}

interface SampledNode {
  readonly selfSize: number
  readonly children: readonly SampledNode[]
}

function sizeOf(head: SampledNode): number {
  let size = 0
  const waiting = [head]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    size += node.selfSize
    waiting.push(...node.children)
  }
  return size
}
