import type { Tracer } from '@opentelemetry/api'
import type { Dispatcher } from 'undici'
import type { RouteTable } from '../routing/route-table.ts'
import type { Workload } from '../workloads.ts'

/** What a sidecar works with. */
export interface SidecarOptions {
  readonly workload: Workload
  readonly tracer: Tracer
  readonly dispatcher: Dispatcher
  /** The rules in force. */
  readonly routes: () => RouteTable
  /** Where the sidecar of a workload listens. */
  readonly addressOf: (workload: Workload | undefined) => string | undefined
  /**
   * The port for requests from outside; 0 stands for any free one.
   * @default 0
   */
  readonly port?: number
  /**
   * Draws a number from 0 up to 1, for weights and faults.
   * @default Math.random
   */
  readonly random?: () => number
}
