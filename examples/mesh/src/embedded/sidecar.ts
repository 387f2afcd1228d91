import { type Listener, listen } from '../listen.ts'
import type { Sidecar } from '../sidecar.ts'
import { inboundListener } from './inbound.ts'
import { outboundListener } from './outbound.ts'
import type { SidecarOptions } from './sidecar-options.ts'

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
