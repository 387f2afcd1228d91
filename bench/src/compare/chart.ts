import { barChart } from '../report/bar-chart.ts'
import type { Row } from './summary.ts'

/** CPU per request of each subject, as a ratio to bare. */
export function chartOf(rows: readonly Row[], title: string): string {
  return barChart(
    rows.map(({ name, measures }) => ({ name, value: measures.cpuPerRequest.toBare })),
    { title, unit: 'x bare, median and quartiles over rounds', line: 1 },
  )
}
