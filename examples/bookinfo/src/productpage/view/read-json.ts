/** The value under a key of something a service sent, or undefined if there is none. */
export function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Record<string, unknown>)[key]
}

/** The text or number under a key, or an empty text. */
export function textAt(value: unknown, key: string): string {
  const found = at(value, key)
  return typeof found === 'string' || typeof found === 'number' ? String(found) : ''
}

/** The list under a key, or an empty one. */
export function listAt(value: unknown, key: string): readonly unknown[] {
  const found = at(value, key)
  return Array.isArray(found) ? found : []
}
