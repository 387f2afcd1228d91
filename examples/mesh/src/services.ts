import { type KeptRunning, keepRunning } from './process/keep-running.ts'
import { serviceEnvironment } from './process/service-environment.ts'
import { type ServiceProcess, startService } from './process/service-process.ts'
import type { Shutdown } from './shutdown.ts'
import type { Sidecar } from './sidecar.ts'
import type { Sidecars } from './sidecars.ts'
import { bookinfo, type Workload } from './workloads.ts'

/** What the services are started with. */
export interface ServicesOptions {
  readonly sidecars: Sidecars
  /** The program of a service. */
  readonly serviceFile: (service: string) => string
  /** Whether a service starts with Waybill on. */
  readonly isWaybillOn: () => boolean
  /** Where a service sends spans of its own, if it is to make any. */
  readonly spansUrl: (service: string) => string | undefined
  /** Whether each logs a line for each request. */
  readonly logsRequests: boolean
  /** Takes what the services write, each line after the service's name. */
  readonly print: (line: string) => void
  /** Takes one sentence when one ends by itself again and again. */
  readonly onGiveUp: ((sentence: string) => void) | undefined
}

/** The process of each workload, by the workload's name. */
export type Services = ReadonlyMap<string, KeptRunning<ServiceProcess>>

/**
 * Starts all services, each connected to its sidecar.
 * @throws with one sentence when one of them cannot be started.
 */
export async function startServices(
  options: ServicesOptions,
  shutdown: Shutdown,
): Promise<Services> {
  const { sidecars, serviceFile, isWaybillOn, spansUrl, logsRequests, print, onGiveUp } = options
  let areUp = false

  async function start(workload: Workload, signal: AbortSignal): Promise<ServiceProcess> {
    const sidecar = sidecars.of.get(workload.name) as Sidecar
    const service = await startService({
      name: workload.name,
      file: serviceFile(workload.service),
      environment: serviceEnvironment(workload, sidecar.outboundPorts, {
        isWaybillOn: isWaybillOn(),
        spansUrl: spansUrl(workload.service),
        logsRequests,
      }),
      onLine(line, stream) {
        // At its start a service says where it listens, which is not where it is to be called.
        if (areUp || stream === 'stderr') print(`${workload.name} | ${line}`)
      },
      signal,
    })
    try {
      await sidecar.connect(service.url)
      return service
    } catch (error) {
      await service.stop()
      throw error
    }
  }

  const services = new Map(
    bookinfo.map((workload) => [
      workload.name,
      keepRunning({ start: (signal) => start(workload, signal), print, onGiveUp }),
    ]),
  )
  const all = [...services.values()]
  const started = Promise.all(all.map((service) => service.started))
  started.catch(() => undefined)
  await shutdown.onStop(async () => {
    await Promise.all(all.map((service) => service.stop()))
  })
  await started
  areUp = true
  return services
}
