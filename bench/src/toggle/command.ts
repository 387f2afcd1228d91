import { command } from '../command/command.ts'
import { kindsOf, out, service } from '../command/common-flags.ts'
import { flag } from '../command/flags.ts'
import { barChart } from '../report/bar-chart.ts'
import { describeMachine, machine } from '../report/machine.ts'
import { write } from '../report/write.ts'
import { withSurroundings } from '../slots/surroundings.ts'
import type { Cycle } from './main.ts'
import { modes } from './modes.ts'
import { toggleOnce } from './run.ts'
import { summarize, tableOf } from './summary.ts'

/** Switches one process between bare, the hand-written ways and Waybill: the finest instrument there is here. */
export const toggle = command(
  'switches one process between bare, hand-written and Waybill, and prints the differences',
  {
    service,
    path: flag('/call', '/call, /local, or /call?calls=N'),
    cycles: flag(20, 'cycles in a process; each runs every mode once'),
    milliseconds: flag(400, 'length of a slot'),
    processes: flag(2, 'fresh processes, one after the other'),
    warmup: flag(3, 'cycles at the begin of a process that are not counted'),
    connections: flag(50, 'connections of the load generator'),
    out,
  },
  async ({ service: kinds, out: folder, processes, ...settings }) => {
    for (const kind of kindsOf(kinds)) {
      const about = machine([...modes])
      console.log(`toggle, ${kind} service, ${settings.path}: ${describeMachine(about)}`)
      const cycles = await withSurroundings(async (surroundings) => {
        const all: Cycle[] = []
        for (let index = 0; index < processes; index++) {
          all.push(...(await toggleOnce(kind, settings, surroundings)))
        }
        return all
      })
      const summary = summarize(cycles)
      console.log(`\n${tableOf(summary)}\n`)
      write(folder, {
        name: `toggle-${kind}`,
        machine: about,
        settings: { kind, processes, ...settings },
        figures: { ...summary, cycles },
        charts: {
          '': barChart(
            summary.differences.map(({ name, percent: value }) => ({ name, value })),
            {
              title: `${kind}: CPU per request in one process (Node ${about.node})`,
              unit: '% of bare, median and quartiles over cycles',
              highlight: 'waybill - als',
              line: 0,
            },
          ),
        },
      })
    }
  },
)
