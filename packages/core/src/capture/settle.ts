import { isBlank, isCarriable } from '../headers/header-value.ts'
import type { CompiledRule } from '../policy/compile-rules.ts'
import { type Draft, lose } from './draft.ts'

/** One value, several of a repeated header, or none. */
export type Found = string | readonly string[] | undefined

/** The one value that is carried, or `undefined`, with the reason noted. */
export function settle(
  draft: Draft,
  rule: CompiledRule,
  name: string,
  as: string,
  found: Found,
): string | undefined {
  let value: string | undefined
  if (found === undefined || typeof found === 'string') value = found
  else {
    const filled = found.filter((one) => !isBlank(one))
    if (filled.length > 1 && rule.repeat === 'drop') return lose(draft, as, 'repeated')
    value = rule.repeat === 'join' ? filled.join(',') : filled[0]
  }
  if (rule.value) {
    const values = typeof found === 'string' ? [found] : (found ?? [])
    const result = filter(rule.value, {
      name,
      value: value && !isBlank(value) ? value : undefined,
      values,
      carrier: draft.carrier,
    })
    if (result === FAILED) return lose(draft, as, 'value-function-failed')
    if (result === undefined || isBlank(result)) return lose(draft, as, 'suppressed')
    value = result
  }
  if (value === undefined || isBlank(value))
    return found === undefined ? undefined : lose(draft, as, 'empty')
  if (!isCarriable(value)) return lose(draft, as, 'invalid-value')
  const { maxValueBytes, maxTotalBytes, maxHeaders } = draft.policy
  if (
    value.length > maxValueBytes ||
    draft.bytes + value.length > maxTotalBytes ||
    draft.count >= maxHeaders
  ) {
    return lose(draft, as, 'over-limit')
  }
  draft.bytes += value.length
  draft.count++
  return value
}

const FAILED = Symbol('failed')

function filter(
  value: NonNullable<CompiledRule['value']>,
  context: Parameters<typeof value>[0],
): string | undefined | typeof FAILED {
  try {
    const result: unknown = value(context)
    if (result === undefined || result === null || typeof result === 'string')
      return result ?? undefined
    // A promise that nobody waits for would end the process when it is rejected.
    if (result instanceof Promise) result.catch(() => undefined)
    return FAILED
  } catch {
    return FAILED
  }
}
