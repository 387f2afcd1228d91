import type { Span } from '../../collector/span.ts'
import { shownHeaders } from '../../shown-headers.ts'
import type { PageLoad } from './page-loads.ts'
import { serviceOf, startOf } from './span-facts.ts'
import type { SpanNode } from './span-tree.ts'

/** One place where headers were seen: handed to an application, or sent by it. */
export type HeaderHop = {
  span: Span
  /** Where the headers came from, as far as the spans show. */
  before: Span | undefined
  /** Which trace of the page load it belongs to, from 0. */
  traceIndex: number
}

/** What became of a header on its way to a hop. */
export type HeaderCell = {
  value: string | undefined
  fate: 'first' | 'carried' | 'set by the sidecar' | 'changed' | 'added' | 'lost' | 'absent'
}

/** The table of headers: a row a header, a cell a hop. */
export type HeaderTable = {
  hops: HeaderHop[]
  rows: { name: string; cells: HeaderCell[] }[]
}

/** Lays out the headers at each hop of a page load, over all the traces it fell into. */
export function headerTable(load: PageLoad): HeaderTable {
  const nodes = load.traces.flatMap((trace) => trace.nodes)
  const hops = load.traces.flatMap((trace, traceIndex) =>
    trace.nodes
      .filter(({ span }) => isHop(span))
      .map((node) => ({
        span: node.span,
        before: hopAbove(trace.nodes, node) ?? servedMeanwhile(nodes, node.span),
        traceIndex,
      })),
  )
  return {
    hops,
    rows: headerNames(hops).map((name) => ({ name, cells: hops.map((hop) => cellOf(hop, name)) })),
  }
}

/** The header a span shows under this name. */
export function headerOf(span: Span, name: string): string | undefined {
  return span.tags?.[`${tagPrefix}${name}`]
}

/** The names of all headers a span shows. */
export function headerNamesOf(span: Span): string[] {
  return Object.keys(span.tags ?? {})
    .filter((tag) => tag.startsWith(tagPrefix))
    .map((tag) => tag.slice(tagPrefix.length))
}

const tagPrefix = 'http.request.header.'

function headerNames(hops: HeaderHop[]): string[] {
  const names = new Set(hops.flatMap(({ span }) => headerNamesOf(span)))
  return [...names].sort((one, other) => rankOf(one) - rankOf(other) || one.localeCompare(other))
}

/** A header stands where `shownHeaders` has it; any other follows by name. */
function rankOf(name: string): number {
  const rank = shownHeaders.indexOf(name)
  return rank < 0 ? shownHeaders.length : rank
}

function isHop({ kind }: Span): boolean {
  return kind === 'SERVER' || kind === 'CLIENT'
}

/** The hop that a span stands under. Spans that an application made between the two have no headers. */
function hopAbove(nodes: readonly SpanNode[], { parent }: SpanNode): Span | undefined {
  if (parent === undefined || isHop(parent)) return parent
  const node = nodes.find(({ span }) => span === parent)
  return node && hopAbove(nodes, node)
}

/** A call that began a trace of its own came from the request its service was then serving. */
function servedMeanwhile(nodes: SpanNode[], call: Span): Span | undefined {
  if (call.kind !== 'CLIENT') return undefined
  const start = startOf(call) ?? 0
  const before = nodes.filter(
    ({ span }) =>
      span.kind === 'SERVER' &&
      serviceOf(span) === serviceOf(call) &&
      (startOf(span) ?? Number.POSITIVE_INFINITY) <= start,
  )
  return before.at(-1)?.span
}

/** Whether an application has named another span than the one that it was handed. */
function namesAnother(span: Span, before: Span): boolean {
  const named = headerOf(span, 'x-b3-spanid')
  return named !== undefined && named !== headerOf(before, 'x-b3-spanid')
}

function cellOf({ span, before }: HeaderHop, name: string): HeaderCell {
  const value = headerOf(span, name)
  const previous = before && headerOf(before, name)
  if (value === undefined) {
    // OpenTelemetry names its own span to the next one, and not that one's parent, which would be wrong.
    const isStale = name === 'x-b3-parentspanid' && before && namesAnother(span, before)
    return { value, fate: previous === undefined || isStale ? 'absent' : 'lost' }
  }
  if (before === undefined) return { value, fate: 'first' }
  if (value === previous) return { value, fate: 'carried' }
  // What reaches an application was last written by a sidecar, what leaves it by the application.
  if (span.kind === 'SERVER') return { value, fate: 'set by the sidecar' }
  return { value, fate: previous === undefined ? 'added' : 'changed' }
}
