import type { CompiledPolicy } from '../policy/policy.ts'
import { type Carrier, eachHeader, isNodeRequest, type NodeRequest } from './carrier.ts'

/** The values that came in, by name (lower case), of headers that a policy has rules for. */
export type Found = ReadonlyMap<string, readonly string[]>

/**
 * Finds what concerns a policy among a carrier's headers, whose number alone counts: not that of the rules.
 * @throws what a hostile carrier throws
 */
export function findValues(policy: CompiledPolicy, carrier: Carrier): Found {
  const found = new Map<string, string[]>()
  const add = (name: string, value: unknown): void => {
    if (rulesFor(policy, name).length === 0) return
    if (Array.isArray(value)) for (const one of value) add(name, one)
    else if (typeof value === 'string' || typeof value === 'number') {
      const values = found.get(name)
      if (values) values.push(`${value}`)
      else found.set(name, [`${value}`])
    }
  }
  eachHeader(carrier, add)
  if (isNodeRequest(carrier)) applyEdits(carrier, found, add)
  return found
}

/** The places of the rules for an inbound name: those that name it, or else the first prefix that it has. */
export function rulesFor(
  { byName, prefixes, rules }: CompiledPolicy,
  name: string,
): readonly number[] {
  const exact = byName.get(name)
  if (exact || prefixes.length === 0) return exact ?? NONE
  const prefix = prefixes.find((place) => name.startsWith(rules[place]?.name as string))
  return prefix === undefined ? NONE : [prefix]
}

const NONE: readonly number[] = []

/**
 * `headers` joins what came in more than once, or keeps the first; what else differs there from `rawHeaders`, the
 * application has changed, and that counts.
 */
function applyEdits(
  { headers }: NodeRequest,
  found: Map<string, string[]>,
  add: (name: string, value: unknown) => void,
): void {
  for (const [name, values] of found) {
    const value = headers[name]
    // `headers` is an ordinary object, where `__proto__` finds something else.
    if (value === undefined) found.delete(name)
    else if (typeof value === 'string' && value !== values[0] && value !== values.join(', ')) {
      found.set(name, [value])
    }
  }
  for (const name of Object.keys(headers)) if (!found.has(name)) add(name, headers[name])
}
