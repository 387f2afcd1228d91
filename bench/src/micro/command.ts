import { command } from '../command/command.ts'
import { out } from '../command/common-flags.ts'
import { flag } from '../command/flags.ts'
import { barChart } from '../report/bar-chart.ts'
import { figure, ratio, spread, table } from '../report/format.ts'
import { describeMachine, machine } from '../report/machine.ts'
import { write } from '../report/write.ts'
import { subjectsFor } from '../subjects/registry.ts'
import { listCases } from './cases/all.ts'
import { type CarrierKind, carriers } from './requests.ts'
import { runCases } from './run.ts'

/** Measures single functions, and their peers, on requests of node:http. */
export const micro = command(
  'times single functions in fresh processes (mitata), and counts the bytes they allocate',
  {
    carriers: flag(['ring', 'all'] as readonly string[], `of ${Object.keys(carriers).join(', ')}`),
    cases: flag([] as readonly string[], 'those whose name has one of these in it'),
    processes: flag(5, 'fresh processes of each case'),
    milliseconds: flag(400, 'that a process measures at least'),
    out,
  },
  async ({ carriers: wanted, cases: texts, processes, milliseconds, out: folder }) => {
    // The first is what all others are compared with.
    const cases = await listCases(texts.length === 0 ? [] : ['hand: pick + copy', ...texts])
    const about = machine(subjectsFor('express').concat(subjectsFor('http')))
    for (const carrier of wanted) {
      if (!isCarrier(carrier)) throw new TypeError(`there is no carrier "${carrier}"`)
      console.log(`micro, ${carriers[carrier]}: ${describeMachine(about)}`)
      const rows = await runCases(cases, { carrier, processes, milliseconds })
      const printed = table(
        ['case', 'ns', 'x hand', 'bytes'],
        rows.map(({ name, nanoseconds, toFirst, bytes }) => [
          name,
          spread(nanoseconds),
          ratio(toFirst),
          figure(bytes.median),
        ]),
      )
      console.log(`\n${printed}\n`)
      write(folder, {
        name: `micro-${carrier}`,
        machine: about,
        settings: { carrier, processes, milliseconds },
        figures: rows,
        charts: {
          '': barChart(
            rows.map(({ name, nanoseconds: value }) => ({ name, value })),
            {
              title: `one call of each, ${carrier} (Node ${about.node})`,
              unit: 'ns, median and quartiles over processes',
              highlight: 'waybill: capture + forward',
            },
          ),
        },
      })
    }
  },
)

function isCarrier(name: string): name is CarrierKind {
  return name in carriers
}
