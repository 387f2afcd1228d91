import { faultsOf } from '../check/forwarding.ts'
import { start } from '../processes/start.ts'
import type { Surroundings } from '../slots/surroundings.ts'
import { registry } from '../subjects/registry.ts'
import type { ServiceKind } from '../subjects/subject.ts'
import type { Cycle, ToggleControl } from './main.ts'
import { type Mode, modes } from './modes.ts'

/** How one process is toggled. */
export interface ToggleSettings {
  readonly path: string
  readonly cycles: number
  readonly milliseconds: number
  readonly connections: number
  /** Cycles at the begin that are not counted. */
  readonly warmup: number
  /** Those that take part. */
  readonly among?: readonly Mode[]
}

/**
 * Toggles one fresh process under load.
 * @throws when one of its modes does not forward what it should
 */
export async function toggleOnce(
  kind: ServiceKind,
  { path, cycles, milliseconds, connections, warmup, among = modes }: ToggleSettings,
  { load, upstreamPort }: Surroundings,
): Promise<Cycle[]> {
  const service = await start<ToggleControl>('toggle', 'service', [kind, upstreamPort])
  try {
    const port = await service.ask.port()
    for (const mode of modes) {
      await service.ask.switchTo(mode)
      const { forwards = { kept: [], renewed: [] } } = registry[mode] ?? {}
      const faults = await faultsOf(port, { forwards, sampled: '1' })
      if (faults.length > 0) throw new Error(`${mode} does not forward what it should: ${faults}`)
    }
    const url = `http://127.0.0.1:${port}${path}`
    await load.ask.start({ url, connections, sampled: '1' })
    const done: Cycle[] = []
    for (let cycle = 0; cycle < warmup + cycles; cycle++) {
      const spans = await service.ask.cycle(among, milliseconds)
      if (cycle >= warmup) done.push(spans)
      process.stdout.write('.')
    }
    const { errors, refused } = await load.ask.stop()
    if (errors + refused > 0) throw new Error(`${errors} errors, ${refused} answers but 2xx`)
    return done
  } finally {
    await service.stop()
  }
}
