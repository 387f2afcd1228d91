import { hasError, type Span } from '../../collector/span.ts'
import { durationOf, serviceOf, startOf } from './span-facts.ts'
import { inTreeOrder, type SpanNode } from './span-tree.ts'

/** One trace, as the page shows it. Times are milliseconds since 1970. */
export type TraceSummary = {
  id: string
  /** The same for the 16-digit and the 32-digit form of an id. */
  key: string
  nodes: SpanNode[]
  root: Span
  start: number
  end: number
  services: string[]
  errorCount: number
  origin: 'entry' | 'piece' | 'unfinished'
}

/** Sums up the spans of one trace; undefined when there are none. */
export function summariseTrace(spans: readonly Span[]): TraceSummary | undefined {
  const nodes = inTreeOrder(spans)
  const root = nodes[0]?.span
  if (!root) return undefined
  const starts = spans.flatMap((span) => startOf(span) ?? [])
  const start = starts.length > 0 ? Math.min(...starts) : 0
  return {
    id: root.traceId,
    key: traceKey(root.traceId),
    nodes,
    root,
    start,
    end: Math.max(start, ...spans.flatMap(endsOf)),
    services: [...new Set(nodes.map(({ span }) => serviceOf(span)))],
    errorCount: spans.filter(hasError).length,
    origin: originOf(root),
  }
}

/** The low 64 bits of a trace id, by which it is known everywhere. */
export function traceKey(traceId: string): string {
  return traceId.toLowerCase().padStart(16, '0').slice(-16)
}

/**
 * A sidecar begins a trace for a request that comes from outside (an entry), or for a call whose
 * application sent no trace headers on (a piece). A root with a parent is still to hear of it.
 */
function originOf(root: Span): TraceSummary['origin'] {
  if (root.parentId !== undefined) return 'unfinished'
  return root.kind === 'CLIENT' ? 'piece' : 'entry'
}

function endsOf(span: Span): number[] {
  const start = startOf(span)
  const notes = (span.annotations ?? []).map((annotation) => annotation.timestamp / 1000)
  return start === undefined ? notes : [start + (durationOf(span) ?? 0), ...notes]
}
