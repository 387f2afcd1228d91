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

/** Where `b3` came in beside `x-b3-*`, drops it, unless the policy keeps it: see `keepSingleB3`. */
export function dropSingleB3(draft: Draft): void {
  if (draft.policy.keepSingleB3 || !draft.policy.outgoing.has('b3')) return
  const { rules } = draft.policy
  const hasMulti =
    draft.values.some(
      (value, index) => value !== undefined && rules[index]?.as.startsWith('x-b3-'),
    ) || draft.prefixed.some(({ as }) => as.startsWith('x-b3-'))
  if (hasMulti) discard(draft, (as) => as === 'b3', 'b3-beside-multi')
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
