import stringWidth from 'string-width'
import type { HeaderReport } from '../report.ts'
import type { Paint } from './paint.ts'

const COLUMNS = [
  ['newSpan', 'new span', 'cyan'],
  ['changed', 'changed', 'red'],
  ['doubled', 'doubled', 'red'],
  ['mixed', 'mixed up', 'red'],
  ['lost', 'lost', 'red'],
] as const

/** Returns the table of headers as lines no wider than `width`; columns without a number in them are left out. */
export function tableOf(
  headers: readonly HeaderReport[],
  width: number,
  paint: Paint,
): readonly string[] {
  const columns = COLUMNS.filter(([key]) => headers.some((header) => total(header, key) > 0))
  const widths = columns.map(([, title]) => title.length + 2)
  const through = headers.map((header) => `${total(header, 'through')}/${total(header, 'calls')}`)
  const throughWidth = Math.max('through'.length, ...through.map((text) => text.length)) + 2
  const room = width - 2 - throughWidth - widths.reduce((sum, one) => sum + one, 0)
  const nameWidth = Math.max(
    10,
    Math.min(room, ...[Math.max(...headers.map(({ name }) => stringWidth(name)))]),
  )

  const head = [
    '  ',
    'header'.padEnd(nameWidth),
    'through'.padStart(throughWidth),
    ...columns.map(([, title], index) => title.padStart(widths[index] ?? 0)),
  ]
  return [
    paint('dim', head.join('')),
    ...headers.map((header, row) => {
      const mark = markOf(header)
      return [
        `${paint(mark === '✓' ? 'green' : mark === '✗' ? 'red' : 'dim', mark)} `,
        cut(header.name, nameWidth).padEnd(nameWidth),
        (through[row] ?? '').padStart(throughWidth),
        ...columns.map(([key, , style], index) => {
          const count = total(header, key)
          const text = String(count || '·').padStart(widths[index] ?? 0)
          const isQuiet = count === 0 || (key === 'lost' && !header.expected)
          return paint(isQuiet ? 'dim' : style, text)
        }),
      ].join('')
    }),
  ]
}

function markOf(header: HeaderReport): string {
  const faults = total(header, 'changed') + total(header, 'doubled') + total(header, 'mixed')
  const lost = total(header, 'lost')
  if (faults > 0 || (lost > 0 && header.expected)) return '✗'
  return lost > 0 || total(header, 'calls') === 0 ? '·' : '✓'
}

function total({ alone, overlapping }: HeaderReport, key: keyof HeaderReport['alone']): number {
  return alone[key] + overlapping[key]
}

function cut(name: string, width: number): string {
  return name.length > width ? `${name.slice(0, width - 1)}…` : name
}
