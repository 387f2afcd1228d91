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
  const request = isNodeRequest(carrier) ? carrier : undefined
  eachHeader(request ? request.headers : carrier, function add(name, value) {
    if (rulesFor(policy, name).length === 0) return
    if (Array.isArray(value)) for (const one of value) add(name, one)
    else if (typeof value === 'string' || typeof value === 'number') {
      const values = found.get(name)
      if (values) values.push(`${value}`)
      else found.set(name, request ? unjoined(policy, request, name, `${value}`) : [`${value}`])
    }
  })
  // An ordinary object, as `headers` is, cannot hold it.
  if (request && policy.byName.has(PROTO)) found.set(PROTO, rawValues(request, PROTO))
  return found
}

const PROTO = '__proto__'

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
 * What came in as one value of `headers`, which joins what came in more than once, or keeps the first. A value that
 * Node would not make of `rawHeaders` was edited by the application, and the edit counts.
 */
function unjoined(
  { dropsRepeats }: CompiledPolicy,
  request: NodeRequest,
  name: string,
  value: string,
): string[] {
  // Without a comma it is one value, or the first of several, which is all that is asked for.
  if (!dropsRepeats && !value.includes(',')) return [value]
  const raw = rawValues(request, name)
  return value === raw[0] || value === raw.join(', ') ? raw : [value]
}

function rawValues({ rawHeaders }: NodeRequest, name: string): string[] {
  const values: string[] = []
  for (let i = 1; i < rawHeaders.length; i += 2) {
    const key = rawHeaders[i - 1] as string
    if (key.length === name.length && key.toLowerCase() === name)
      values.push(rawHeaders[i] as string)
  }
  return values
}
