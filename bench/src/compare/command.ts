import { command } from '../command/command.ts'
import { kindsOf, out, service } from '../command/common-flags.ts'
import { flag } from '../command/flags.ts'
import { describeMachine, machine } from '../report/machine.ts'
import { write } from '../report/write.ts'
import { subjectsFor } from '../subjects/registry.ts'
import { chartOf } from './chart.ts'
import { compareSubjects } from './compare.ts'
import { summarize, tableOf } from './summary.ts'

/** Runs subjects in turn, as services in processes of their own. */
export const services = command(
  'runs subjects in turn, A B A B, and prints what each costs against bare',
  {
    service,
    subjects: flag([] as readonly string[], 'which, with commas; bare and bare2 are always there'),
    only: flag('call', 'call: with one outbound call, local: without'),
    rounds: flag(6, 'slots of each subject in one block'),
    seconds: flag(1, 'length of a slot'),
    requests: flag(0, 'requests that a slot counts at least'),
    warmup: flag(6, 'seconds of load before the first slot'),
    blocks: flag(2, 'how often all of it is done with fresh processes'),
    connections: flag(50, 'connections of the load generator'),
    out,
  },
  async (values) => {
    const { subjects: wanted, only, out: folder, ...settings } = values
    if (only !== 'call' && only !== 'local') {
      throw new TypeError(`--only must be call or local, got "${only}"`)
    }
    for (const kind of kindsOf(values.service)) {
      const names = subjectsFor(kind).filter(
        (name) => wanted.length === 0 || name.startsWith('bare') || wanted.includes(name),
      )
      const about = machine(names)
      console.log(`${kind} service, /${only}: ${describeMachine(about)}`)
      const rounds = await compareSubjects(kind, names, { ...settings, path: `/${only}` })
      const rows = summarize(rounds)
      console.log(`\n${tableOf(rows)}\n`)
      write(folder, {
        name: only === 'call' ? `services-${kind}` : `services-${kind}-local`,
        machine: about,
        settings: { kind, only, ...settings },
        figures: { rows, rounds },
        charts: { '': chartOf(rows, `${kind}: CPU per request, times bare (Node ${about.node})`) },
      })
    }
  },
)
