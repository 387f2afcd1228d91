/** Makes the error of a wrong configuration: one sentence that says what was wanted, what came, and what to write. */
export function configurationError(wanted: string, got: unknown, write: string): TypeError {
  return new TypeError(`@waybill/core: ${wanted}, got ${describe(got)}; ${write}`)
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `string ${JSON.stringify(value.slice(0, 60))}`
  if (Array.isArray(value)) return 'an array'
  return value === null || typeof value === 'object' || typeof value === 'function'
    ? `${value && typeof value}`
    : `${typeof value} ${String(value)}`
}
