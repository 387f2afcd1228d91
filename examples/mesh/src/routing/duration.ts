import { type RuleField, refuse } from './rule-field.ts'

const milliseconds: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
const day = 24 * 3_600_000

/** A duration such as `7s`, `0.5s` or `1m30s`, in milliseconds. */
export function durationOf(field: RuleField): number {
  const { value: text } = field
  if (typeof text !== 'string' || !/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) {
    return refuse(field, `must be a duration such as 7s or 500ms, got ${JSON.stringify(text)}`)
  }
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)
  const total = [...parts].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (milliseconds[unit as string] as number),
    0,
  )
  return total <= day ? total : refuse(field, `must be at most 24h, got ${JSON.stringify(text)}`)
}
