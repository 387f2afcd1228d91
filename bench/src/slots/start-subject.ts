import { faultsOf } from '../check/forwarding.ts'
import { type Running, start } from '../processes/start.ts'
import type { ServiceControl } from '../services/control.ts'
import { registry } from '../subjects/registry.ts'
import type { ServiceKind } from '../subjects/subject.ts'

/** A subject that serves, and was seen to forward what it should. */
export interface StartedSubject extends Running<ServiceControl> {
  readonly name: string
  readonly origin: string
}

/**
 * Starts a subject in a process of its own, and looks at what it forwards.
 * @throws when it does not come up, or does not forward what it should
 */
export async function startSubject(
  name: string,
  kind: ServiceKind,
  upstreamPort: number,
  nodeOptions: readonly string[] = [],
): Promise<StartedSubject> {
  const entry = registry[name]
  if (!entry?.services.includes(kind)) throw new Error(`there is no subject ${name} for ${kind}`)
  const service = await start<ServiceControl>(
    'service',
    'service',
    [name, kind, upstreamPort],
    entry.preload ? ['--import', entry.preload, ...nodeOptions] : nodeOptions,
  )
  const { port } = await service.ask.started()
  const faults = await faultsOf(port, entry).catch((error: Error) => [error.message])
  if (faults.length > 0) {
    await service.stop()
    throw new Error(`it does not forward what it should: ${faults.join('; ')}`)
  }
  return { ...service, name, origin: `http://127.0.0.1:${port}` }
}

/** Starts several, and says which are left out, and why. */
export async function startSubjects(
  names: readonly string[],
  kind: ServiceKind,
  upstreamPort: number,
  nodeOptions: readonly string[] = [],
): Promise<StartedSubject[]> {
  const started: StartedSubject[] = []
  for (const name of names) {
    try {
      started.push(await startSubject(name, kind, upstreamPort, nodeOptions))
    } catch (error) {
      console.log(`${name} is left out: ${(error as Error).message}`)
    }
  }
  return started
}
