import type { CompiledPolicy } from '../policy/policy.ts'

/** What a waybill holds, as lists: `names[i]` is carried by the rule `rules[i]`, and its value is `values[at[i]]`. */
export interface Slots {
  readonly policy: CompiledPolicy
  /** Outgoing names. */
  readonly names: readonly string[]
  /** Places in the policy's rules; -1 for a name that the application has set and no rule has. */
  readonly rules: readonly number[]
  /** Places in the waybill's values, which may have nothing there; as many as names, or more. */
  readonly at: readonly number[]
  /** Whether no value stands anywhere. */
  readonly isEmpty: boolean
  /** Whether the lists can be given to `fill`. */
  readonly isFilled: boolean
}

/** Slots for values that stand in the order of their names. */
export function slotsOf(
  policy: CompiledPolicy,
  names: readonly string[],
  rules: readonly number[],
): Slots {
  while (IN_ORDER.length < names.length) IN_ORDER.push(IN_ORDER.length)
  return { policy, names, rules, at: IN_ORDER, isEmpty: names.length === 0, isFilled: false }
}

const IN_ORDER: number[] = []
