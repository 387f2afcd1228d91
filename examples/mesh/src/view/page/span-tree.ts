import type { Span } from '../../collector/span.ts'
import { startOf } from './span-facts.ts'

/** A span in its place in the tree of a trace. */
export type SpanNode = {
  span: Span
  /** 0 for a root. */
  depth: number
  parent: Span | undefined
}

/** Puts spans in the order of their tree: each under its parent, the one that began first first. */
export function inTreeOrder(spans: readonly Span[]): SpanNode[] {
  const childrenOf = new Map<Span | undefined, Span[]>()
  for (const span of [...spans].sort(byStart)) {
    const parent = parentIn(spans, span)
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), span])
  }
  const nodes: SpanNode[] = []
  const placed = new Set<Span>()
  function place(span: Span, depth: number, parent: Span | undefined): void {
    if (placed.has(span)) return
    placed.add(span)
    nodes.push({ span, depth, parent })
    for (const child of childrenOf.get(span) ?? []) place(child, depth + 1, span)
  }
  for (const root of childrenOf.get(undefined) ?? []) place(root, 0, undefined)
  // Spans that are each other's parents hang from no root, and are still to be seen.
  for (const span of spans) place(span, 0, undefined)
  return nodes
}

function parentIn(spans: readonly Span[], span: Span): Span | undefined {
  // The server's side of a span whose id both sides share stands under the client's side.
  const twin = spans.find((other) => other !== span && other.id === span.id)
  if (twin && span.kind === 'SERVER' && twin.kind === 'CLIENT') return twin
  if (span.parentId === undefined) return undefined
  const parents = spans.filter((other) => other !== span && other.id === span.parentId)
  return parents.find((other) => other.kind === 'SERVER') ?? parents[0]
}

function byStart(one: Span, other: Span): number {
  return (startOf(one) ?? 0) - (startOf(other) ?? 0) || one.id.localeCompare(other.id)
}
