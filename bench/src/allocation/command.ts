import { setTimeout as wait } from 'node:timers/promises'
import { command } from '../command/command.ts'
import { kindsOf, out, service } from '../command/common-flags.ts'
import { flag } from '../command/flags.ts'
import { barChart } from '../report/bar-chart.ts'
import { figure, spread, table } from '../report/format.ts'
import { describeMachine, machine } from '../report/machine.ts'
import { write } from '../report/write.ts'
import { startSubjects } from '../slots/start-subject.ts'
import { type Surroundings, withSurroundings } from '../slots/surroundings.ts'
import { spreadOf } from '../statistics/spread.ts'
import { registry, subjectsFor } from '../subjects/registry.ts'
import type { ServiceKind } from '../subjects/subject.ts'

/** Bytes a request, of each subject, a slot each. */
type Allocations = Record<string, number[]>

/** Samples what services allocate for a request. */
export const allocation = command(
  'samples the heap of each subject under load, and prints the bytes allocated a request',
  {
    service,
    subjects: flag([] as readonly string[], 'which, with commas; bare and bare2 are always there'),
    rounds: flag(4, 'slots of each subject'),
    seconds: flag(1, 'length of a slot'),
    warmup: flag(2, 'seconds of load before the first slot'),
    connections: flag(20, 'connections of the load generator'),
    out,
  },
  async ({ service: kinds, subjects: wanted, out: folder, ...settings }) => {
    for (const kind of kindsOf(kinds)) {
      const names = subjectsFor(kind).filter(
        (name) => wanted.length === 0 || name.startsWith('bare') || wanted.includes(name),
      )
      const about = machine(names)
      console.log(`allocation, ${kind} service: ${describeMachine(about)}`)
      const allocations = await withSurroundings((surroundings) =>
        sampleInTurn(kind, names, settings, surroundings),
      )
      const rows = summarize(allocations)
      const printed = table(
        ['subject', 'kB a request', 'bytes over bare'],
        rows.map(({ name, bytes, overBare }) => [
          name,
          spread(bytes, (value) => figure(value / 1000)),
          spread(overBare, (value) => figure(value, 2)),
        ]),
      )
      console.log(`\n${printed}\n`)
      write(folder, {
        name: `allocation-${kind}`,
        machine: about,
        settings,
        figures: { rows, allocations },
        charts: {
          '': barChart(
            rows.map(({ name, overBare: value }) => ({ name, value })),
            {
              title: `${kind}: allocated a request (Node ${about.node})`,
              unit: 'bytes over bare, by heap sample',
            },
          ),
        },
      })
    }
  },
)

async function sampleInTurn(
  kind: ServiceKind,
  names: readonly string[],
  settings: { rounds: number; seconds: number; warmup: number; connections: number },
  { upstreamPort, load }: Surroundings,
): Promise<Allocations> {
  const { rounds, seconds, warmup, connections } = settings
  const subjects = await startSubjects(names, kind, upstreamPort)
  const allocations: Allocations = {}
  try {
    for (let round = -1; round < rounds; round++) {
      for (const { ask, origin, name } of subjects) {
        const sampled = registry[name]?.sampled ?? '1'
        await load.ask.start({ url: `${origin}/call`, connections, sampled })
        await wait(round < 0 ? warmup * 1000 : 300)
        await ask.sampleAllocations()
        const before = await ask.mark()
        await wait(seconds * 1000)
        const after = await ask.mark()
        const bytes = await ask.allocatedBytes()
        await load.ask.stop()
        process.stdout.write('.')
        if (round < 0) continue
        allocations[name] ??= []
        allocations[name].push(bytes / (after.served - before.served))
      }
    }
    return allocations
  } finally {
    await Promise.all(subjects.map((subject) => subject.stop()))
  }
}

function summarize(allocations: Allocations) {
  return Object.entries(allocations).map(([name, bytes]) => ({
    name,
    bytes: spreadOf(bytes),
    overBare: spreadOf(
      bytes.map((figure, round) => {
        const { bare = [], bare2 = [] } = allocations
        return figure - ((bare[round] ?? NaN) + (bare2[round] ?? NaN)) / 2
      }),
    ),
  }))
}
