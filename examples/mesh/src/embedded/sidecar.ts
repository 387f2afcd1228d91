import type { Tracer } from '@opentelemetry/api'
import type { Dispatcher } from 'undici'
import { type Listener, listen } from '../listen.ts'
import type { RouteTable } from '../routing/route-table.ts'
import type { Sidecar } from '../sidecar.ts'
import type { Workload } from '../workloads.ts'
import { inboundListener } from './inbound.ts'
import { outboundListener } from './outbound.ts'

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

/**
 * Opens the listeners of one sidecar.
 * @throws with one sentence when its port cannot be had.
 */
export async function startSidecar(options: SidecarOptions): Promise<Sidecar> {
  let applicationUrl: string | undefined
  const { workload, port = 0 } = options
  const inbound = await listen(
    port,
    workload.name,
    inboundListener(options, () => applicationUrl),
  )
  const outbound = new Map<string, Listener>()
  for (const service of workload.calls) {
    const purpose = `${workload.name}'s calls to ${service}`
    outbound.set(service, await listen(0, purpose, outboundListener(options, service)))
  }
  return {
    url: inbound.url,
    outboundPorts: new Map([...outbound].map(([service, { port }]) => [service, port])),
    connect(url) {
      applicationUrl = url
    },
    pid: () => undefined,
    async stop() {
      await Promise.all([inbound, ...outbound.values()].map((listener) => listener.close()))
    },
  }
}
