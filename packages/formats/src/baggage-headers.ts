import type { Received } from './received.ts'

/** Baggage that has a header an entry, by a prefix; `undefined` for none. */
export function baggageOf(
  received: Received,
  prefix: string,
  decode: (text: string) => string,
  others: readonly (readonly [string, string])[] = [],
): Readonly<Record<string, string>> | undefined {
  const entries = [...others]
  for (const [name, [value]] of received)
    if (name.startsWith(prefix) && typeof value === 'string')
      entries.push([name.slice(prefix.length), decode(value)])
  return record(entries)
}

/** Entries as an object that has no prototype, as `__proto__` is a key like any other; `undefined` for none. */
export function record(
  entries: readonly (readonly [string, string])[],
): Readonly<Record<string, string>> | undefined {
  if (entries.length === 0) return undefined
  const object: Record<string, string> = Object.create(null)
  for (const [key, value] of entries) object[key] = value
  return object
}
