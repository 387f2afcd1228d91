import { familyBit } from '../headers/families.ts'
import type { Draft } from './draft.ts'

/** Drops what is left of a family that lost a member: half a context is worse than none. tracestate may be missing. */
export function keepFamiliesWhole(draft: Draft): void {
  let broken = 0
  for (const [name, reason] of draft.notes) {
    if (name !== 'tracestate' && BREAKS_FAMILY.test(reason)) broken |= familyBit(name)
  }
  if (broken !== 0) draft.discard((name) => (familyBit(name) & broken) !== 0, 'family-incomplete')
}

const BREAKS_FAMILY = /^(over-limit|invalid-value|value-function-failed|repeated)$/

/** Where `b3` came in beside `x-b3-*`, keeps one of the two: see `keepSingleB3`. */
export function keepOneB3(draft: Draft): void {
  const single = draft.value('b3')
  if (single === undefined || !draft.names.some(isMulti)) return
  // Envoy reads b3 first. Before 1.40 it renews x-b3-* alone; from then on b3 alone, whose parent is then
  // the span that x-b3-* still names (https://github.com/envoyproxy/envoy/issues/47515).
  const parent = single.split('-')[3]?.toLowerCase()
  if (parent !== undefined && parent === draft.value('x-b3-spanid')?.toLowerCase())
    draft.discard(isMulti, 'multi-beside-b3')
  else draft.discard((name) => name === 'b3', 'b3-beside-multi')
}

function isMulti(name: string): boolean {
  return name.startsWith('x-b3-')
}
