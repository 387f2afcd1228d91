import { pathOf, serviceOf } from './span-facts.ts'
import type { TraceSummary } from './trace-summary.ts'

/** What came of one request from outside: one trace, or the pieces it fell into. */
export type PageLoad = {
  /** The trace it began with comes first. */
  traces: [TraceSummary, ...TraceSummary[]]
  /** Milliseconds since 1970, like {@link PageLoad.end}. */
  start: number
  end: number
}

/** Clocks of two processes on one machine differ by this much, in milliseconds. */
const clockTolerance = 5

/**
 * Groups traces that belong to one request, the newest first. Their ids have nothing in common
 * once headers get lost, so a piece belongs to the request that was under way in its service.
 */
export function groupPageLoads(traces: readonly TraceSummary[]): PageLoad[] {
  const loads: PageLoad[] = []
  for (const trace of [...traces].sort((one, other) => one.start - other.start)) {
    const load =
      trace.origin === 'piece' ? loads.findLast((one) => mayContain(one, trace)) : undefined
    if (load) {
      load.traces.push(trace)
      load.end = Math.max(load.end, trace.end)
    } else {
      loads.push({ traces: [trace], start: trace.start, end: trace.end })
    }
  }
  return loads.reverse()
}

/** How many spans a page load has in all its traces. */
export function spanCount(load: PageLoad): number {
  return load.traces.reduce((sum, trace) => sum + trace.nodes.length, 0)
}

/** What a page load is called: a page, or any other request. */
export function nounFor(load: PageLoad): 'page load' | 'request' {
  return isProductPage(load) ? 'page load' : 'request'
}

/** Says whether the product page was asked for. */
export function isProductPage(load: PageLoad): boolean {
  return pathOf(load.traces[0].root) === '/productpage'
}

function mayContain(load: PageLoad, piece: TraceSummary): boolean {
  const [first] = load.traces
  return (
    first.origin === 'entry' &&
    piece.start >= first.start - clockTolerance &&
    piece.start <= first.end + clockTolerance &&
    load.traces.some((trace) => trace.services.includes(serviceOf(piece.root)))
  )
}
