import { isCredential, isNeverCarried } from '../headers/header-name.ts'
import type { CompiledRule } from '../policy/compile-rules.ts'
import type { CompiledPolicy } from '../policy/policy.ts'
import type { Carrier } from './carrier.ts'
import type { Draft } from './draft.ts'
import { findValues, rulesFor } from './find-values.ts'
import { settle } from './settle.ts'
import { keepFamiliesWhole, keepOneB3 } from './whole-families.ts'

/** The longest name that a prefix may match, in bytes. */
const MOST_NAME = 256

/**
 * Reads a carrier into a draft by the rules of a policy. The cost grows with the headers that came in for one, not with
 * the number of rules.
 * @throws what a hostile carrier throws
 */
export function readInto(draft: Draft, policy: CompiledPolicy, carrier: Carrier): void {
  const found = findValues(policy, carrier)
  const places: number[] = []
  const names: string[] = []
  // In the order of the rules, whatever that of the headers is; there are too few for a sort to be faster.
  const insert = (place: number, name: string): void => {
    let i = places.length
    for (; i > 0 && (places[i - 1] as number) > place; i--) {
      places[i] = places[i - 1] as number
      names[i] = names[i - 1] as string
    }
    places[i] = place
    names[i] = name
  }
  for (const place of policy.makers) insert(place, policy.rules[place]?.name as string)
  for (const name of found.keys()) {
    for (const place of rulesFor(policy, name))
      if (!policy.makers.includes(place)) insert(place, name)
  }
  let bytes = 0
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number
    const name = names[i] as string
    const rule = policy.rules[place] as CompiledRule
    const as = rule.as + (rule.isPrefix ? name.slice(rule.name.length) : '')
    // Of rules that make the same header, the first that yields a value wins.
    if (policy.hasRivals && draft.names.includes(as)) continue
    const { value, reason } = isOpen(rule, name, as)
      ? settle(rule, name, found.get(name) ?? [], carrier)
      : NEVER_CARRIED
    if (value === undefined) {
      if (reason) draft.note(as, reason)
      continue
    }
    const { maxValueBytes, maxTotalBytes, maxHeaders } = policy.settings
    const isOver = value.length > maxValueBytes || bytes + value.length > maxTotalBytes
    if (isOver || draft.names.length >= maxHeaders || as.length > MOST_NAME) {
      draft.note(as.slice(0, MOST_NAME), 'over-limit')
      continue
    }
    bytes += value.length
    draft.take(as, value, place)
  }
  keepFamiliesWhole(draft)
  if (!policy.settings.keepSingleB3) keepOneB3(draft)
}

const NEVER_CARRIED = { value: undefined, reason: 'never-carried' } as const

/** A prefix as wide as `x-*` also matches what must never be carried, or only by a rule of its own. */
function isOpen({ isPrefix }: CompiledRule, name: string, as: string): boolean {
  return !isPrefix || (isLoose(name) && (as === name || isLoose(as)))
}

function isLoose(name: string): boolean {
  return !isNeverCarried(name) && !isCredential(name)
}
