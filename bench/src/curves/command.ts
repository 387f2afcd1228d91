import { command } from '../command/command.ts'
import { kindsOf, out, service } from '../command/common-flags.ts'
import { flag } from '../command/flags.ts'
import { figure, spread, table } from '../report/format.ts'
import { lineChart } from '../report/line-chart.ts'
import { describeMachine, machine } from '../report/machine.ts'
import { write } from '../report/write.ts'
import { withSurroundings } from '../slots/surroundings.ts'
import { curvesOfCalls } from './all.ts'
import { callsPerRequest } from './calls.ts'
import { holdRequests } from './in-flight.ts'
import { type MeasuredLine, measurePoints } from './points.ts'

const names = [...Object.keys(curvesOfCalls), 'in-flight', 'calls']

/** Shows what stays the same, and what grows, as headers, rules, targets, hosts, requests and calls get more. */
export const curves = command(
  'shows how the cost grows with headers, rules, targets, hosts, requests in flight, calls',
  {
    only: flag(names as readonly string[], 'which, with commas'),
    service,
    processes: flag(3, 'fresh processes of each point'),
    milliseconds: flag(200, 'that a process measures at least'),
    cycles: flag(6, 'of the toggle, for calls per request'),
    'in-flight': flag(['1000', '5000', '20000'] as readonly string[], 'how many requests are held'),
    calls: flag(['0', '1', '3', '10', '30', '100'] as readonly string[], 'calls per request'),
    out,
  },
  async (values) => {
    const { only, service: kinds, processes, milliseconds, cycles, out: folder } = values
    const unknown = only.find((name) => !names.includes(name))
    if (unknown) throw new TypeError(`--only must be of ${names.join(', ')}, got "${unknown}"`)
    const about = machine(['waybill'])
    console.log(`curves: ${describeMachine(about)}`)
    const show = (name: string, title: string, x: string, y: string, lines: MeasuredLine[]) => {
      console.log(`\n\n${name}: ${title}, ${y}\n\n${tableOf(x, lines)}\n`)
      write(folder, {
        name: `curve-${name}`,
        machine: about,
        settings: { processes, milliseconds, cycles },
        figures: { title, x, y, lines },
        charts: { '': chartOf(`${title} (Node ${about.node})`, x, y, lines) },
      })
    }
    for (const [name, curve] of Object.entries(curvesOfCalls)) {
      if (!only.includes(name)) continue
      const unit = curve.measures === 'heap' ? 'kB' : 'ns'
      show(name, curve.about, curve.x, unit, await measurePoints(name, curve, values))
    }
    for (const kind of kindsOf(kinds)) {
      for (const holding of ['outbound call', 'no call'] as const) {
        if (!only.includes('in-flight')) continue
        const counts = values['in-flight'].map(Number)
        const lines = await holdRequests(kind, holding, counts, processes)
        const title = `${kind}: heap of a request that is held, ${holding}`
        const suffix = holding === 'no call' ? '-no-call' : ''
        show(`in-flight${suffix}-${kind}`, title, 'requests held', 'kB', lines)
      }
      if (!only.includes('calls')) continue
      const lines = await withSurroundings((surroundings) =>
        callsPerRequest(kind, values.calls.map(Number), cycles, surroundings),
      )
      const title = `${kind}: CPU of a request, over bare`
      show(`calls-${kind}`, title, 'calls per request', 'us over bare', lines)
    }
  },
)

function tableOf(x: string, lines: readonly MeasuredLine[]): string {
  const [first] = lines
  return table(
    [x, ...lines.map(({ name }) => name)],
    (first?.points ?? []).map(({ x: point }, index) => [
      point.toLocaleString('en'),
      ...lines.map(({ points }) => {
        const at = points[index]
        return at ? spread(at.y, (value) => figure(value)) : '-'
      }),
    ]),
  )
}

function chartOf(title: string, x: string, y: string, lines: readonly MeasuredLine[]): string {
  const places = lines[0]?.points.map((point) => point.x) ?? []
  const isLogarithmic = (places.at(-1) ?? 0) / (places[0] || 1) >= 100 && places[0] !== 0
  return lineChart(
    lines.map(({ name, points }) => ({
      name,
      points: points.map((point): [number, number] => [point.x, point.y.median]),
    })),
    { title, x, y, isLogarithmic },
  )
}
