import { start } from '../processes/start.ts'
import { type Spread, spreadOf } from '../statistics/spread.ts'
import type { Curve } from './curve.ts'
import type { PointControl } from './main.ts'

/** What a line of a curve came to, from point to point. */
export interface MeasuredLine {
  readonly name: string
  readonly points: readonly { readonly x: number; readonly y: Spread }[]
}

/** How the points are measured. */
export interface PointSettings {
  readonly processes: number
  readonly milliseconds: number
}

/** Measures each point of each line in fresh processes, all in turn. */
export async function measurePoints(
  name: string,
  { lines, points }: Curve,
  { processes, milliseconds }: PointSettings,
): Promise<MeasuredLine[]> {
  const all = lines.flatMap((line) =>
    points.map((point) => ({ line, point, figures: [] as number[] })),
  )
  for (let round = 0; round < processes; round++) {
    for (const { line, point, figures } of all) {
      const measuring = await start<PointControl>(
        'curves',
        'any',
        [name, line, point],
        ['--expose-gc'],
      )
      figures.push(await measuring.ask.measure(milliseconds))
      await measuring.stop()
      process.stdout.write('.')
    }
  }
  return lines.map((line) => ({
    name: line,
    points: all
      .filter((one) => one.line === line)
      .map(({ point, figures }) => ({ x: point, y: spreadOf(figures) })),
  }))
}
