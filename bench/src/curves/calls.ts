import type { Surroundings } from '../slots/surroundings.ts'
import { type Spread, spreadOf } from '../statistics/spread.ts'
import type { ServiceKind } from '../subjects/subject.ts'
import type { Cycle } from '../toggle/main.ts'
import type { Mode } from '../toggle/modes.ts'
import { toggleOnce } from '../toggle/run.ts'
import type { MeasuredLine } from './points.ts'

const among: readonly Mode[] = ['bare', 'bare2', 'als', 'waybill']

/** CPU of a request over bare, as it makes more calls one after the other, by toggling one process. */
export async function callsPerRequest(
  kind: ServiceKind,
  counts: readonly number[],
  cycles: number,
  surroundings: Surroundings,
): Promise<MeasuredLine[]> {
  const measured: { x: number; cycles: Cycle[] }[] = []
  for (const x of counts) {
    const path = x === 0 ? '/local' : x === 1 ? '/call' : `/call?calls=${x}`
    const settings = { path, cycles, milliseconds: 400, connections: 50, warmup: 2, among }
    measured.push({ x, cycles: await toggleOnce(kind, settings, surroundings) })
  }
  return ['als', 'waybill'].map((name) => ({
    name,
    points: measured.map(({ x, cycles: done }) => ({ x, y: overBare(done, name as Mode) })),
  }))
}

function overBare(cycles: readonly Cycle[], mode: Mode): Spread {
  return spreadOf(
    cycles.flatMap(({ bare, bare2, [mode]: span }) =>
      bare && bare2 && span
        ? [span.cpuPerRequest - (bare.cpuPerRequest + bare2.cpuPerRequest) / 2]
        : [],
    ),
  )
}
