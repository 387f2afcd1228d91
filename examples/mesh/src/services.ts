import { serviceEnvironment } from './service-environment.ts'
import { type ServiceProcess, startService } from './service-process.ts'
import type { Shutdown } from './shutdown.ts'
import type { Sidecar } from './sidecar/sidecar.ts'
import type { Sidecars } from './sidecars.ts'
import { bookinfo } from './workloads.ts'

/** What the services are started with. */
export interface ServicesOptions {
  readonly sidecars: Sidecars
  /** The program of a service. */
  readonly serviceFile: (service: string) => string
  /** Takes what the services write, each line after the service's name. */
  readonly print: (line: string) => void
  /** Takes one sentence when one ends by itself after the start. */
  readonly onCrash: ((sentence: string) => void) | undefined
}

/**
 * Starts all services, each connected to its sidecar.
 * @throws with one sentence when one of them cannot be started.
 */
export async function startServices(
  { sidecars, serviceFile, print, onCrash }: ServicesOptions,
  shutdown: Shutdown,
): Promise<ServiceProcess[]> {
  let areUp = false
  const services: ServiceProcess[] = []
  await shutdown.onStop(async () => {
    await Promise.all(services.map((service) => service.stop()))
  })
  const connected = bookinfo.map(async (workload) => {
    const sidecar = sidecars.get(workload.name) as Sidecar
    const service = startService({
      name: workload.name,
      file: serviceFile(workload.service),
      environment: serviceEnvironment(workload, sidecar.outboundPorts),
      onLine(line, stream) {
        // At its start a service says where it listens, which is not where it is to be called.
        if (areUp || stream === 'stderr') print(`${workload.name} | ${line}`)
      },
    })
    services.push(service)
    sidecar.connect(await service.listening)
  })
  const crashed = Promise.race(services.map((service) => service.crashed))
  const failed = crashed.then((sentence) => Promise.reject(new Error(sentence)))
  await Promise.race([Promise.all(connected), failed])
  areUp = true
  void crashed.then(onCrash)
  return services
}
