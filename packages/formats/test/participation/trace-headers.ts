import { headersOf } from '../../src/index.ts'
import type { Call } from './calling-service.ts'

const names = Object.values(headersOf).flat()

/** The headers of a call that are those of a trace context. */
export function traceHeaders(call: Call | undefined): Record<string, string> {
  return Object.fromEntries((call ?? []).filter(([name]) => names.includes(name)))
}
