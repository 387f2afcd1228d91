import { figure, signed, spread, table } from '../report/format.ts'
import { type Spread, spreadOf } from '../statistics/spread.ts'
import type { Cycle } from './main.ts'
import { type Mode, modes } from './modes.ts'

/** A difference between two modes, cycle by cycle. */
export interface Difference {
  readonly name: string
  /** Microseconds of CPU a request. */
  readonly microseconds: Spread
  /** The same in percent of bare of the same cycle. */
  readonly percent: Spread
}

/** What the cycles came to. */
export interface ToggleSummary {
  /** Microseconds of CPU a request of bare. */
  readonly bare: Spread
  readonly differences: readonly Difference[]
}

/** Takes the modes of each cycle against each other; bare is the mean of its two. */
export function summarize(cycles: readonly Cycle[]): ToggleSummary {
  const cpu = (mode: Mode) => (cycle: Cycle) => cycle[mode]?.cpuPerRequest ?? Number.NaN
  const bare = (cycle: Cycle) => (cpu('bare')(cycle) + cpu('bare2')(cycle)) / 2
  const difference = (
    name: string,
    of: (cycle: Cycle) => number,
    from: (cycle: Cycle) => number,
  ): Difference => ({
    name,
    microseconds: spreadOf(cycles.map((cycle) => of(cycle) - from(cycle))),
    percent: spreadOf(cycles.map((cycle) => ((of(cycle) - from(cycle)) / bare(cycle)) * 100)),
  })
  return {
    bare: spreadOf(cycles.map(bare)),
    differences: [
      difference('bare2 - bare', cpu('bare2'), cpu('bare')),
      ...modes
        .filter((mode) => !mode.startsWith('bare'))
        .map((mode) => difference(`${mode} - bare`, cpu(mode), bare)),
      difference('waybill - als', cpu('waybill'), cpu('als')),
    ],
  }
}

/** The differences as a table. */
export function tableOf({ bare, differences }: ToggleSummary): string {
  const plusMinus = ({ surely: [from, to] }: Spread) => `${signed(from)}..${signed(to)}`
  return `bare: ${spread(bare)} us of CPU a request\n\n${table(
    ['difference', 'us a request', '% of bare', '95 % interval of the median, %'],
    differences.map(({ name, microseconds, percent }) => [
      name,
      spread(microseconds, (value) => signed(value)),
      spread(percent, (value) => signed(value)),
      plusMinus(percent),
    ]),
  )}\n\n${figure(bare.count, 4)} cycles`
}
