import { command } from '../command/command.ts'
import { kindsOf, out, service } from '../command/common-flags.ts'
import { flag } from '../command/flags.ts'
import { barChart } from '../report/bar-chart.ts'
import { figure, spread, table } from '../report/format.ts'
import { describeMachine, machine } from '../report/machine.ts'
import { write } from '../report/write.ts'
import type { Started } from '../services/control.ts'
import { startSubject } from '../slots/start-subject.ts'
import { withSurroundings } from '../slots/surroundings.ts'
import { spreadOf } from '../statistics/spread.ts'
import { subjectsFor } from '../subjects/registry.ts'
import type { ServiceKind } from '../subjects/subject.ts'

type Starts = Readonly<Record<string, Started>>

/** Measures how long a service takes from the begin of its process to listening. */
export const startup = command(
  'starts each subject in fresh processes, in turn, up to listening',
  {
    service,
    subjects: flag([] as readonly string[], 'which, with commas; bare and bare2 are always there'),
    processes: flag(9, 'processes of each'),
    out,
  },
  async ({ service: kinds, subjects: wanted, processes, out: folder }) => {
    for (const kind of kindsOf(kinds)) {
      const names = subjectsFor(kind).filter(
        (name) => wanted.length === 0 || name.startsWith('bare') || wanted.includes(name),
      )
      const about = machine(names)
      console.log(`start-up, ${kind} service: ${describeMachine(about)}`)
      const rounds = await startInTurn(kind, names, processes)
      const rows = summarize(rounds)
      console.log(`\n${tableOf(rows)}\n`)
      write(folder, {
        name: `startup-${kind}`,
        machine: about,
        settings: { kind, processes },
        figures: { rows, rounds },
        charts: {
          '': barChart(
            rows.map(({ name, overBare: value }) => ({ name, value })),
            { title: `${kind}: start-up (Node ${about.node})`, unit: 'ms over bare, to listening' },
          ),
        },
      })
    }
  },
)

async function startInTurn(
  kind: ServiceKind,
  names: readonly string[],
  processes: number,
): Promise<Starts[]> {
  return withSurroundings(async ({ upstreamPort }) => {
    const rounds: Starts[] = []
    const leftOut = new Set<string>()
    // The first round fills the caches of the disk, and is not counted.
    for (let round = 0; round <= processes; round++) {
      const starts: Record<string, Started> = {}
      for (const name of names.filter((name) => !leftOut.has(name))) {
        try {
          const subject = await startSubject(name, kind, upstreamPort)
          starts[name] = await subject.ask.started()
          await subject.stop()
          process.stdout.write('.')
        } catch (error) {
          leftOut.add(name)
          console.log(`${name} is left out: ${(error as Error).message}`)
        }
      }
      if (round > 0) rounds.push(starts)
    }
    return rounds
  })
}

function summarize(rounds: readonly Starts[]) {
  return Object.keys(rounds[0] ?? {}).map((name) => {
    const over = (key: keyof Started) =>
      spreadOf(
        rounds.flatMap(({ [name]: started, bare, bare2 }) =>
          started && bare && bare2 ? [started[key] - (bare[key] + bare2[key]) / 2] : [],
        ),
      )
    return {
      name,
      milliseconds: spreadOf(rounds.flatMap(({ [name]: started }) => started?.milliseconds ?? [])),
      overBare: over('milliseconds'),
      cpuOverBare: over('cpuMilliseconds'),
      rssOverBare: over('rss'),
    }
  })
}

function tableOf(rows: ReturnType<typeof summarize>): string {
  return table(
    ['subject', 'ms to listening', 'ms over bare', 'CPU ms over bare', 'RSS MiB over bare'],
    rows.map(({ name, milliseconds, overBare, cpuOverBare, rssOverBare }) => [
      name,
      spread(milliseconds),
      spread(overBare),
      spread(cpuOverBare),
      spread(rssOverBare, (value) => figure(value / 2 ** 20, 2)),
    ]),
  )
}
