import { isCredential, isHeaderName, whyNeverCarried } from '../headers/header-name.ts'
import { isCarriable } from '../headers/header-value.ts'
import type { CompiledPolicy } from '../policy/policy.ts'
import { channels } from '../report/diagnostics.ts'
import { warnOnce } from '../report/warn.ts'
import type { Reason } from './reasons.ts'

/**
 * Whether the application may set a header to a value. If not, the reason is published on `waybill:drop`; a name that
 * can never be right is also warned of once, since a programmer must mend it.
 * @param own what the application has set so far
 */
export function isSettable(
  policy: CompiledPolicy,
  name: unknown,
  value: unknown,
  own: ReadonlyMap<string, string>,
): boolean {
  const lower = typeof name === 'string' ? name.toLowerCase() : ''
  const mistake = whyNeverSettable(policy, lower)
  if (mistake !== undefined)
    warnOnce(`@waybill/core: setHeader had no effect: ${mistake}`, 'WAYBILL_SET_HEADER')
  const reason = mistake === undefined ? whyNotNow(policy, lower, value, own) : 'never-carried'
  if (reason !== undefined && channels.drop.hasSubscribers)
    channels.drop.publish({ header: lower, reason })
  return reason === undefined
}

/** The place of the rule by which a header goes that the application sets: one of its name, or of a prefix. */
export function ruleFor({ outgoing, rules }: CompiledPolicy, name: string): number | undefined {
  const exact = outgoing.get(name)
  if (exact !== undefined) return exact
  const prefix = rules.findIndex((rule) => rule.isPrefix && name.startsWith(rule.as))
  return prefix >= 0 ? prefix : undefined
}

function whyNeverSettable(policy: CompiledPolicy, name: string): string | undefined {
  // The name is not repeated: with the arguments mixed up, it would be the value.
  if (!isHeaderName(name))
    return 'it was given a name that no header can have; write setHeader("x-tenant", tenant)'
  if (isCredential(name) && ruleFor(policy, name) === undefined) {
    return `"${name}" carries credentials; write a rule for it, with \`targets\`, into the policy`
  }
  const why = whyNeverCarried(name)
  return why === undefined ? undefined : `"${name}" can never be carried, since ${why}`
}

function whyNotNow(
  { maxHeaders, maxValueBytes }: CompiledPolicy,
  name: string,
  value: unknown,
  own: ReadonlyMap<string, string>,
): Reason | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string' || !isCarriable(value)) return 'invalid-value'
  return value.length > maxValueBytes || (own.size >= maxHeaders && !own.has(name))
    ? 'over-limit'
    : undefined
}
