import type { Reason } from '../forward/reasons.ts'
import { familyBit } from '../headers/families.ts'
import { type Draft, lose } from './draft.ts'

/** Drops what is left of a family that lost a member: half a context is worse than none. tracestate may be missing. */
export function keepFamiliesWhole(draft: Draft): void {
  let broken = 0
  for (const { header, reason } of draft.losses) {
    if (header !== 'tracestate' && BREAKS_FAMILY.has(reason)) broken |= familyBit(header)
  }
  if (broken !== 0) discard(draft, (as) => (familyBit(as) & broken) !== 0, 'family-incomplete')
}

const BREAKS_FAMILY: ReadonlySet<Reason> = new Set<Reason>([
  'over-limit',
  'invalid-value',
  'value-function-failed',
  'repeated',
])

/** Where `b3` came in beside `x-b3-*`, keeps one of the two: see `keepSingleB3`. */
export function keepOneB3(draft: Draft): void {
  if (draft.policy.keepSingleB3 || !draft.policy.outgoing.has('b3')) return
  const single = carriedValue(draft, (as) => as === 'b3')
  if (single === undefined) return
  const span = carriedValue(draft, (as) => as === 'x-b3-spanid')
  // Envoy reads b3 first. Before 1.40 it renews x-b3-* alone; from then on b3 alone, whose parent is then
  // the span that x-b3-* still names (https://github.com/envoyproxy/envoy/issues/47515).
  if (span !== undefined && single.split('-')[3]?.toLowerCase() === span.toLowerCase()) {
    discard(draft, isMulti, 'multi-beside-b3')
  } else if (carriedValue(draft, isMulti) !== undefined) {
    discard(draft, (as) => as === 'b3', 'b3-beside-multi')
  }
}

function isMulti(as: string): boolean {
  return as.startsWith('x-b3-')
}

function carriedValue(draft: Draft, isWanted: (as: string) => boolean): string | undefined {
  const { policy, values, prefixed } = draft
  const index = policy.rules.findIndex(({ as }, at) => values[at] !== undefined && isWanted(as))
  return index >= 0 ? values[index] : prefixed.find(({ as }) => isWanted(as))?.value
}

function discard(draft: Draft, isDiscarded: (as: string) => boolean, reason: Reason): void {
  for (const [index, value] of draft.values.entries()) {
    const as = draft.policy.rules[index]?.as as string
    if (value !== undefined && isDiscarded(as)) draft.values[index] = lose(draft, as, reason)
  }
  for (const header of draft.prefixed.filter(({ as }) => isDiscarded(as))) {
    draft.prefixed.splice(draft.prefixed.indexOf(header), 1)
    lose(draft, header.as, reason)
  }
}
