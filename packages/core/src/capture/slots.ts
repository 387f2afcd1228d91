import type { CompiledPolicy } from '../policy/policy.ts'

/** What a waybill holds, as lists: `names[i]` is carried by the rule `rules[i]`, and its value is `values[at[i]]`. */
export interface Slots {
  readonly policy: CompiledPolicy
  /** Outgoing names. */
  readonly names: readonly string[]
  /** Places in the policy's rules; -1 for a name that the application has set and no rule has. */
  readonly rules: readonly number[]
  /** Places in the waybill's values. */
  readonly at: readonly number[]
  /** `names` and `at`, perhaps `filled`, for code that has a line for each entry in the place of a loop. */
  readonly filledNames: readonly string[]
  readonly filledAt: readonly number[]
}

/** Lists are filled up to a multiple of this. */
export const STEP = 8

/** The longest list that is filled up. */
export const MOST_FILLED = 3 * STEP

/** Slots for values that stand in the order of their names. */
export function slotsOf(
  policy: CompiledPolicy,
  names: readonly string[],
  rules: readonly number[],
): Slots {
  while (IN_ORDER.length < names.length) IN_ORDER.push(IN_ORDER.length)
  return { policy, names, rules, at: IN_ORDER, filledNames: names, filledAt: IN_ORDER }
}

const IN_ORDER: number[] = []

/** A list with its last entry again and again, up to a multiple of `STEP`, if it is not empty and not too long. */
export function filled<T>(list: readonly T[]): readonly T[] {
  const length = Math.ceil(list.length / STEP) * STEP
  return length > MOST_FILLED
    ? list
    : Array.from({ length }, (_, i) => list[Math.min(i, list.length - 1)] as T)
}

/** Whether a list can be read by lines for one, two or three times `STEP` entries. */
export function isFilled(list: readonly unknown[]): boolean {
  return list.length % STEP === 0 && list.length > 0 && list.length <= MOST_FILLED
}
