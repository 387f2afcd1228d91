/** Makes the error of a wrong configuration: one sentence that says what was wanted, what came, and what to write. */
export function configurationError(wanted: string, got: unknown, write: string): TypeError {
  return new TypeError(`@waybill/core: ${wanted}, got ${describe(got)}; ${write}`)
}

/** Says what a value is in a few words, for an error at set-up. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `string ${JSON.stringify(shorten(value))}`
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array'
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'object')
    return `an object with the keys ${shorten(Object.keys(value).join(', ') || '(none)')}`
  if (typeof value === 'function') return 'a function'
  return `${typeof value} ${String(value)}`
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
