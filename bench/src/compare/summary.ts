import { describeForwarding } from '../check/forwarding.ts'
import { figure, ratio, spread, table } from '../report/format.ts'
import type { Slot } from '../slots/slot.ts'
import { type Spread, spreadOf } from '../statistics/spread.ts'
import { registry } from '../subjects/registry.ts'
import type { Round } from './compare.ts'

/** One measure of a subject: as it is, and as a ratio to bare of the same round. */
export interface Measure {
  readonly plain: Spread
  readonly toBare: Spread
  /** Its lower quartile as a ratio to that of bare: neighbours only add. */
  readonly lows: number
}

/** What a subject came to. */
export interface Row {
  readonly name: string
  readonly measures: Readonly<Record<keyof typeof shown, Measure>>
  /** Microseconds of CPU a request over bare of the same round. */
  readonly overBare: Spread
}

/** The measures, with their heading. */
export const shown = {
  cpuPerRequest: 'CPU us/request',
  requestsPerSecond: 'requests/s',
  p50: 'p50 ms',
  p99: 'p99 ms',
  rss: 'RSS MiB',
} as const

/** A row for each subject. What bare is in a round is the mean of its two processes. */
export function summarize(rounds: readonly Round[]): Row[] {
  const names = Object.keys(registry).filter((name) => rounds.some((round) => round[name]))
  return names.map((name) => ({
    name,
    measures: Object.fromEntries(
      Object.keys(shown).map((key) => [key, measure(rounds, name, key as keyof typeof shown)]),
    ) as Row['measures'],
    overBare: spreadOf(
      both(rounds, name, 'cpuPerRequest').map(([subject, bare]) => subject - bare),
    ),
  }))
}

/** The rows as a table. */
export function tableOf(rows: readonly Row[]): string {
  return table(
    [
      'subject',
      'CPU us/request',
      'x bare',
      'lows x bare',
      'us over bare',
      'requests/s',
      'x bare',
      'p50 ms',
      'p99 ms',
      'RSS MiB',
      'RSS x bare',
      'forwards',
    ],
    rows.map(
      ({ name, measures: { cpuPerRequest, requestsPerSecond, p50, p99, rss }, overBare }) => [
        name,
        figure(cpuPerRequest.plain.median),
        ratio(cpuPerRequest.toBare),
        cpuPerRequest.lows.toFixed(2),
        spread(overBare, (value) => figure(value, 2)),
        figure(requestsPerSecond.plain.median),
        ratio(requestsPerSecond.toBare),
        `${figure(p50.plain.median)} (${ratio(p50.toBare)})`,
        `${figure(p99.plain.median)} (${ratio(p99.toBare)})`,
        figure(rss.plain.median / 2 ** 20),
        ratio(rss.toBare),
        describeForwarding(registry[name]?.forwards ?? { kept: [], renewed: [] }),
      ],
    ),
  )
}

function measure(rounds: readonly Round[], name: string, key: keyof typeof shown): Measure {
  const pairs = both(rounds, name, key)
  const plain = spreadOf(pairs.map(([subject]) => subject))
  return {
    plain,
    toBare: spreadOf(pairs.map(([subject, bare]) => subject / bare)),
    lows: plain.lower / spreadOf(pairs.map(([, bare]) => bare)).lower,
  }
}

/** Of each round, a figure of a subject, and the one of bare. */
function both(
  rounds: readonly Round[],
  name: string,
  key: keyof typeof shown & keyof Slot,
): [number, number][] {
  return rounds.flatMap((round) => {
    const subject = round[name]
    const { bare, bare2 } = round
    if (!subject || !bare || !bare2) return []
    return [[subject[key], (bare[key] + bare2[key]) / 2] as [number, number]]
  })
}
