import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
} from 'echarts/components'
import { type EChartsCoreOption, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([
  BarChart,
  CustomChart,
  LineChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  SVGRenderer,
])

/** Grey that can be read on white and on black. */
export const ink = '#7a828c'

/** Colours that can be told apart on white and on black, also by those who see few colours. */
export const colours: readonly string[] = ['#2f81f7', '#d97706', '#0f9d76', '#b45ec9', ink]

/** Renders a chart as SVG, on no ground, without a browser. */
export function renderSvg(option: EChartsCoreOption, width = 760, height = 420): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  chart.setOption({
    animation: false,
    backgroundColor: 'transparent',
    color: [...colours],
    textStyle: { color: ink, fontFamily: 'system-ui, sans-serif' },
    ...option,
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}

/** A title at the top. */
export function titled(text: string): object {
  return { text, left: 8, top: 6, textStyle: { color: ink, fontSize: 14, fontWeight: 600 } }
}

/** The look of an axis. */
export function axis(type: 'value' | 'log' | 'category', name: string, more: object = {}): object {
  return {
    type,
    name,
    nameLocation: 'middle',
    nameGap: 30,
    nameTextStyle: { color: ink },
    axisLabel: { color: ink },
    axisLine: { show: true, lineStyle: { color: ink } },
    splitLine: { show: type !== 'category', lineStyle: { color: ink, opacity: 0.2 } },
    ...more,
  }
}
