import type { Call } from './call.ts'
import type { Ledger, MarkedRequest } from './marks/ledger.ts'

/** The request that most headers of a call are from, or undefined where none is from any. */
export function claimOf(
  call: Call,
  names: readonly string[],
  ledger: Ledger,
): MarkedRequest | undefined {
  const votes = new Map<MarkedRequest, number>()
  for (const name of names) {
    for (const value of call.valuesOf(name)) {
      for (const request of ledger.ownersOf(name, value)) {
        votes.set(request, (votes.get(request) ?? 0) + 1)
      }
    }
  }
  const [first] = [...votes].sort(([, a], [, b]) => b - a)
  return first?.[0]
}
