import type { PageLoad } from './page-loads.ts'
import { queryOf } from './span-facts.ts'
import { traceKey } from './trace-summary.ts'

/** The page load that holds the trace; without one chosen, the newest. */
export function selectedLoad(loads: PageLoad[], key: string | undefined): PageLoad | undefined {
  if (key === undefined) return loads[0]
  return loads.find((load) => load.traces.some((trace) => trace.key === key))
}

/** Makes what tells one page load from all others. */
export function newMark(): string {
  return `trace-view-${Date.now().toString(36)}`
}

/** The address of the product page with a mark in it, in the parameter that the page ignores. */
export function markedAddress(productpage: string, mark: string): string {
  return `${productpage}?u=${mark}`
}

/** The page load with a mark in its address, once the trace it began with is there. */
export function markedLoad(loads: PageLoad[], mark: string): PageLoad | undefined {
  return loads.find(({ traces }) => queryOf(traces[0].root)?.get('u') === mark)
}

/** Reads the trace an address names in its hash: `#trace=463ac35c9f6413ad`. */
export function readHash(hash: string): string | undefined {
  const id = new URLSearchParams(hash.replace(/^#/, '')).get('trace')
  return id !== null && /^[0-9a-f]{1,32}$/i.test(id) ? id : undefined
}

/** Writes the hash that names a trace. */
export function hashFor(traceId: string): string {
  return `#trace=${traceId}`
}

/** The key of the trace an address names. */
export function keyInHash(hash: string): string | undefined {
  const id = readHash(hash)
  return id === undefined ? undefined : traceKey(id)
}
