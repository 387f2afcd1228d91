import { markdownTable } from 'markdown-table'
import type { Spread } from '../statistics/spread.ts'

/** A figure with as many digits as it deserves. */
export function figure(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '-'
  const rounded = Number(value.toPrecision(digits))
  return Math.abs(rounded) >= 1_000 ? Math.round(value).toLocaleString('en') : String(rounded)
}

/** The same with its sign, for differences. */
export function signed(value: number, digits = 2): string {
  return `${value > 0 ? '+' : ''}${figure(value, digits)}`
}

/** A median with its quartiles, `1.05 [0.99..1.12]`. */
export function spread(
  { median, lower, upper, count }: Spread,
  format: (value: number) => string = figure,
): string {
  if (count === 0) return '-'
  return `${format(median)} [${format(lower)}..${format(upper)}]`
}

/** A ratio with its quartiles, two digits behind the point. */
export function ratio(of: Spread): string {
  return spread(of, (value) => value.toFixed(2))
}

/** A table for the terminal that is Markdown, too; all columns but the first are figures. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return markdownTable([[...head], ...rows.map((row) => [...row])], {
    align: head.map((_, index) => (index === 0 ? 'l' : 'r')),
  })
}
