import type { Reason } from '../forward/reasons.ts'
import { isBlank, isCarriable } from '../headers/header-value.ts'
import type { CompiledRule } from '../policy/compile-rules.ts'
import type { Carrier } from './carrier.ts'

/** What becomes of one header: its value, or the reason why it has none; neither when it did not come in. */
export interface Settled {
  readonly value?: string | undefined
  readonly reason?: Reason
}

/**
 * Settles which of the values that came in is carried, if any.
 * @param name the header's inbound name
 */
export function settle(
  rule: CompiledRule,
  name: string,
  found: readonly string[],
  carrier: Carrier,
): Settled {
  const isPlain = found.length === 1 && !rule.value
  const filled = isPlain ? found : found.filter((one) => !isBlank(one))
  if (filled.length > 1 && rule.repeat === 'drop') return { reason: 'repeated' }
  let value = rule.repeat === 'join' ? filled.join(',') : filled[0]
  if (rule.value) {
    try {
      const result: unknown = rule.value({
        name,
        value: value || undefined,
        values: found,
        carrier,
      })
      if (typeof result !== 'string' && result !== undefined && result !== null) {
        // A promise that nobody waits for would end the process when it is rejected.
        if (result instanceof Promise) result.catch(() => undefined)
        return { reason: 'value-function-failed' }
      }
      value = result ?? ''
    } catch {
      return { reason: 'value-function-failed' }
    }
    if (isBlank(value)) return { reason: 'suppressed' }
  }
  if (value === undefined || isBlank(value)) return found.length > 0 ? { reason: 'empty' } : {}
  return isCarriable(value) ? { value } : { reason: 'invalid-value' }
}
