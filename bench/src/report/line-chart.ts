import { axis, ink, renderSvg, titled } from './chart.ts'

/** A line: points from left to right. */
export interface Line {
  readonly name: string
  readonly points: readonly (readonly [number, number])[]
}

/** How a line chart is to look. */
export interface LineChartOptions {
  readonly title: string
  readonly x: string
  readonly y: string
  /** The horizontal axis counts in powers of ten. */
  readonly isLogarithmic?: boolean
}

/** Draws lines over a common axis, from zero up. */
export function lineChart(lines: readonly Line[], options: LineChartOptions): string {
  const { title, x, y, isLogarithmic = false } = options
  return renderSvg({
    title: titled(title),
    legend: { top: 32, left: 8, textStyle: { color: ink }, icon: 'roundRect', itemHeight: 4 },
    grid: { left: 76, right: 30, top: 74, bottom: 52 },
    xAxis: axis(isLogarithmic ? 'log' : 'value', x, isLogarithmic ? {} : { min: 'dataMin' }),
    yAxis: axis('value', y, { min: 0, nameGap: 56 }),
    series: lines.map(({ name, points }) => ({
      type: 'line',
      name,
      data: points.map((point) => [...point]),
      symbolSize: 5,
      lineStyle: { width: 2 },
    })),
  })
}
