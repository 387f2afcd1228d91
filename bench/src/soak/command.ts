import { setTimeout as wait } from 'node:timers/promises'
import { linearRegression } from 'simple-statistics'
import { command } from '../command/command.ts'
import { kindsOf, out } from '../command/common-flags.ts'
import { flag } from '../command/flags.ts'
import { figure, signed, table } from '../report/format.ts'
import { lineChart } from '../report/line-chart.ts'
import { describeMachine, machine } from '../report/machine.ts'
import { write } from '../report/write.ts'
import { startSubject } from '../slots/start-subject.ts'
import { type Surroundings, withSurroundings } from '../slots/surroundings.ts'
import type { ServiceKind } from '../subjects/subject.ts'

/** Heap in use after a collection, when so many requests were served. */
type Sample = readonly [served: number, heapUsed: number]

/** Runs one service for long, and looks whether its heap grows. */
export const soak = command(
  'sends many requests through one service, and prints how its heap grows',
  {
    service: flag(['http'] as readonly string[], 'http, express, or both'),
    subjects: flag(['waybill'] as readonly string[], 'which, with commas, one after the other'),
    requests: flag(2_000_000, 'requests to each'),
    samples: flag(40, 'how often the heap is measured'),
    connections: flag(50, 'connections of the load generator'),
    out,
  },
  async ({ service: kinds, subjects: names, out: folder, ...settings }) => {
    for (const kind of kindsOf(kinds)) {
      const about = machine(names)
      console.log(`soak, ${kind} service: ${describeMachine(about)}`)
      const soaked = await withSurroundings(async (surroundings) => {
        const figures: Record<string, Sample[]> = {}
        for (const name of names) figures[name] = await soakOne(kind, name, settings, surroundings)
        return figures
      })
      const rows = Object.entries(soaked).map(([name, samples]) => ({ name, ...growthOf(samples) }))
      const printed = table(
        ['subject', 'requests', 'heap at first, MiB', 'at last', 'slope, bytes a request'],
        rows.map(({ name, requests, first, last, bytesPerRequest }) => [
          name,
          requests.toLocaleString('en'),
          figure(first / 2 ** 20),
          figure(last / 2 ** 20),
          signed(bytesPerRequest),
        ]),
      )
      console.log(`\n${printed}\n`)
      const lines = Object.entries(soaked).map(([name, samples]) => ({
        name,
        points: samples.map(([served, heap]): [number, number] => [served, heap / 2 ** 20]),
      }))
      const title = `${kind}: heap after collection (Node ${about.node})`
      write(folder, {
        name: `soak-${kind}`,
        machine: about,
        settings,
        figures: { rows, samples: soaked },
        charts: { '': lineChart(lines, { title, x: 'requests', y: 'MiB' }) },
      })
    }
  },
)

async function soakOne(
  kind: ServiceKind,
  name: string,
  settings: { requests: number; samples: number; connections: number },
  { upstreamPort, load }: Surroundings,
): Promise<Sample[]> {
  const { requests, samples, connections } = settings
  const subject = await startSubject(name, kind, upstreamPort, ['--expose-gc'])
  try {
    const url = `${subject.origin}/call`
    await load.ask.start({ url, connections, sampled: '1', isFresh: true })
    const taken: Sample[] = []
    let { served } = await subject.ask.mark()
    while (served < requests) {
      await wait(100)
      served = (await subject.ask.mark()).served
      if (served < ((taken.length + 1) * requests) / samples) continue
      taken.push([served, await subject.ask.heapUsed()])
      process.stdout.write('.')
    }
    await load.ask.stop()
    return taken
  } finally {
    await subject.stop()
  }
}

/** The first fifth is left out of the slope: there code is compiled, and caches fill. */
function growthOf(samples: readonly Sample[]) {
  const counted = samples.slice(Math.floor(samples.length / 5))
  return {
    requests: samples.at(-1)?.[0] ?? 0,
    first: counted[0]?.[1] ?? NaN,
    last: counted.at(-1)?.[1] ?? NaN,
    bytesPerRequest: linearRegression(counted.map((sample) => [...sample])).m,
  }
}
