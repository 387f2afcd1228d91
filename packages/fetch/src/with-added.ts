import type { CallTarget, Carrier, Waybill } from '@waybill/core'

/** The headers of a call, and what of them was added. */
export interface WithAdded {
  readonly added: Readonly<Record<string, string>>
  /** A list of what the caller's could be iterated for, with pairs of name and value behind; or else an object. */
  readonly headers: object
}

/**
 * A copy of the headers of a call, with those behind that the waybill adds.
 * @param refused what the caller has refused, apart from its headers
 * @throws TypeError for headers that are no object
 */
export function withAdded(
  waybill: Waybill,
  target: CallTarget,
  given: object | undefined,
  refused?: readonly string[],
): WithAdded {
  // Read here once, for undici and for us: it may be an iterator.
  const callers = given && Symbol.iterator in given ? [...(given as Iterable<unknown>)] : given
  const added = waybill.forward(target, callers as Carrier | undefined)
  if (refused) {
    const allowed = waybill.forward(target, refused)
    for (const name in added) if (!(name in allowed)) delete added[name]
  }
  if (Array.isArray(callers)) return { added, headers: [...callers, ...Object.entries(added)] }
  // A spread of two takes ten times as long on Node 20, but copies a header of this name, too.
  const isOdd = '__proto__' in added || Object.hasOwn(callers ?? {}, '__proto__')
  return { added, headers: isOdd ? { ...callers, ...added } : Object.assign({}, callers, added) }
}
