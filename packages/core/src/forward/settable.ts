import { isCredential, isHeaderName, isNeverCarried } from '../headers/header-name.ts'
import { isCarriable } from '../headers/header-value.ts'
import type { CompiledPolicy } from '../policy/policy.ts'
import type { Reason } from './reasons.ts'

/**
 * Why the application may not set a header to a value, or `undefined` if it may.
 * @param count how many others the application has set
 */
export function whyNotSettable(
  policy: CompiledPolicy,
  name: string,
  value: unknown,
  count: number,
): Reason | undefined {
  const isLoose = isCredential(name) && ruleFor(policy, name) < 0
  if (!isHeaderName(name) || isNeverCarried(name) || isLoose) return 'never-carried'
  if (value === undefined) return undefined
  if (typeof value !== 'string' || !isCarriable(value)) return 'invalid-value'
  const { maxValueBytes, maxHeaders } = policy.settings
  return value.length > maxValueBytes || count >= maxHeaders ? 'over-limit' : undefined
}

/** The place of the rule by which a header goes that the application sets: one of its name, or of a prefix; or -1. */
export function ruleFor({ outgoing, rules }: CompiledPolicy, name: string): number {
  return (
    outgoing.get(name) ?? rules.findIndex(({ isPrefix, as }) => isPrefix && name.startsWith(as))
  )
}
