import { isProductPage, type PageLoad } from './page-loads.ts'
import { traceKey } from './trace-summary.ts'

/** The page load that holds the trace; without one chosen, the newest. */
export function selectedLoad(loads: PageLoad[], key: string | undefined): PageLoad | undefined {
  if (key === undefined) return loads[0]
  return loads.find((load) => load.traces.some((trace) => trace.key === key))
}

/** The newest page load of which nothing was known before, once the trace it began with is there. */
export function newLoad(loads: PageLoad[], known: ReadonlySet<string>): PageLoad | undefined {
  const fresh = loads.filter(
    ({ traces }) => traces[0].origin === 'entry' && traces.every((trace) => !known.has(trace.key)),
  )
  return fresh.find(isProductPage) ?? fresh[0]
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
