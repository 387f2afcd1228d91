import { start } from '../processes/start.ts'
import { type Spread, spreadOf } from '../statistics/spread.ts'
import { casesOf, type Listed } from './cases/all.ts'
import type { MicroControl } from './main.ts'
import type { CarrierKind } from './requests.ts'

/** What a case came to. */
export interface MicroRow {
  readonly name: string
  readonly about: string
  readonly carrier: CarrierKind
  readonly nanoseconds: Spread
  readonly bytes: Spread
  /** The time as a ratio to the first of the cases, process by process. */
  readonly toFirst: Spread
}

/** How cases are run. */
export interface MicroSettings {
  readonly carrier: CarrierKind
  readonly processes: number
  readonly milliseconds: number
}

/** Nothing of what the loop allocates is collected before it is counted. */
const bigYoungGeneration = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256']

/** Runs each case in fresh processes, all cases in turn. */
export async function runCases(
  cases: readonly Listed[],
  { carrier: wanted, processes, milliseconds }: MicroSettings,
): Promise<MicroRow[]> {
  const times = cases.map((): number[] => [])
  const bytes = cases.map((): number[] => [])
  const kinds = await Promise.all(
    cases.map(async ({ group, name }) => (await casesOf(group))[name]?.carrier ?? wanted),
  )
  for (let round = 0; round < processes; round++) {
    for (const [index, { group, name }] of cases.entries()) {
      const args = [group, name, kinds[index] as CarrierKind]
      const timing = await start<MicroControl>('micro', 'any', args)
      times[index]?.push(await timing.ask.time(milliseconds))
      await timing.stop()
      // The bytes hardly differ from process to process.
      if (round < 3) {
        const counting = await start<MicroControl>('micro', 'any', args, bigYoungGeneration)
        bytes[index]?.push(await counting.ask.bytes())
        await counting.stop()
      }
      process.stdout.write('.')
    }
  }
  return Promise.all(
    cases.map(async ({ group, name }, index) => ({
      name,
      about: (await casesOf(group))[name]?.about ?? '',
      carrier: kinds[index] as CarrierKind,
      nanoseconds: spreadOf(times[index] ?? []),
      bytes: spreadOf(bytes[index] ?? []),
      toFirst: spreadOf(
        (times[index] ?? []).map((time, round) => time / (times[0]?.[round] ?? NaN)),
      ),
    })),
  )
}
