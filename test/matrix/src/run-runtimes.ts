import { runtimesOf } from '../runtimes/all-runtimes.ts'
import { outcomeOf } from './outcome.ts'
import type { RuntimeOutcome } from './page.ts'

/** Runs the services on Bun, Deno and workerd, on the built packages. */
export async function runRuntimes(
  onOutcome: (outcome: RuntimeOutcome) => void,
): Promise<RuntimeOutcome[]> {
  const outcomes: RuntimeOutcome[] = []
  for (const { name, version, missing, subjects } of runtimesOf('dist')) {
    if (missing !== undefined) throw new Error(missing)
    for (const subject of subjects) {
      const outcome = {
        runtime: `${name} ${version}`,
        outcome: await outcomeOf(subject, subject),
      }
      outcomes.push(outcome)
      onOutcome(outcome)
    }
  }
  return outcomes
}
