/** Makes the error of a wrong argument: one sentence that says what was wanted, what came, and what to write. */
export function refusal(wanted: string, got: unknown, write: string): TypeError {
  const shown = typeof got === 'string' ? `string ${JSON.stringify(got.slice(0, 60))}` : kindOf(got)
  return new TypeError(`@waybill/opentelemetry: ${wanted}, got ${shown}; write ${write}`)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : typeof value
}
