import type { Spread } from '../statistics/spread.ts'
import { axis, colours, ink, renderSvg, titled } from './chart.ts'
import { figure } from './format.ts'

/** A bar: its median, with its quartiles as a line over it. */
export interface Bar {
  readonly name: string
  readonly value: Spread
}

/** How a bar chart is to look. */
export interface BarChartOptions {
  readonly title: string
  readonly unit: string
  /** The bar that is set off from the others. */
  readonly highlight?: string
  /** A line to compare with, such as 1 for ratios. */
  readonly line?: number
}

const widthOfLetter = 7

/** Draws bars from the left, the first one on top; their medians stand on the right. */
export function barChart(bars: readonly Bar[], options: BarChartOptions): string {
  const { title, unit, highlight = 'waybill', line } = options
  const longest = Math.max(...bars.map(({ name }) => name.length))
  return renderSvg(
    {
      title: titled(title),
      grid: { left: 20 + widthOfLetter * longest, right: 70, top: 44, bottom: 52 },
      xAxis: axis('value', unit),
      yAxis: [
        axis('category', '', { data: bars.map(({ name }) => name), inverse: true }),
        axis('category', '', {
          data: bars.map(({ value: { median } }) => figure(median)),
          inverse: true,
          position: 'right',
          axisLine: { show: false },
          axisTick: { show: false },
        }),
      ],
      series: [
        {
          type: 'bar',
          barWidth: '55%',
          data: bars.map(({ name, value: { median } }) => ({
            value: median,
            itemStyle: { color: name === highlight ? colours[0] : ink, opacity: 0.85 },
          })),
          ...(line === undefined
            ? {}
            : {
                markLine: {
                  symbol: 'none',
                  silent: true,
                  label: { show: false },
                  lineStyle: { color: colours[1], type: 'dashed' },
                  data: [{ xAxis: line }],
                },
              }),
        },
        {
          type: 'custom',
          data: bars.map(({ value: { lower, upper } }, index) => [lower, upper, index]),
          encode: { x: [0, 1], y: 2 },
          z: 3,
          renderItem: whisker,
        },
      ],
    },
    760,
    110 + bars.length * 26,
  )
}

interface RenderApi {
  value(dimension: number): number
  coord(point: readonly [number, number]): [number, number]
}

function whisker(_parameters: unknown, api: RenderApi): object {
  const place = api.value(2)
  const [x1, y] = api.coord([api.value(0), place])
  const [x2] = api.coord([api.value(1), place])
  const stroke = colours[1]
  const lines = [
    { x1, x2, y1: y, y2: y },
    { x1, x2: x1, y1: y - 4, y2: y + 4 },
    { x1: x2, x2, y1: y - 4, y2: y + 4 },
  ]
  return {
    type: 'group',
    children: lines.map((shape) => ({ type: 'line', shape, style: { stroke, lineWidth: 1.5 } })),
  }
}
