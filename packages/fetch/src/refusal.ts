/** The error for a wrong argument: what was wanted, what came, and what to write instead. */
export function refusal(wanted: string, got: unknown, write: string): TypeError {
  return new TypeError(`@waybill/fetch: ${wanted}, got ${got && typeof got}; write ${write}`)
}
