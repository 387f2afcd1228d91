import { isSameSpan, mergeSpans } from './merge-spans.ts'
import type { Span } from './span.ts'

/** What is kept of one trace: its spans as merged so far, and when it began. */
export type Trace = {
  spans: Span[]
  /** Milliseconds since 1970; the time of arrival where no span says when it began. */
  start: number
}

/** The traces a collector keeps in memory. */
export type TraceStore = {
  add(spans: Span[]): void
  /** Finds a trace by its 16-digit or its 32-digit id. */
  find(traceId: string): Trace | undefined
  /** Every trace, the one that began last first. */
  all(): Trace[]
  clear(): void
}

/** Bounds of a {@link TraceStore}. */
export type TraceStoreOptions = {
  /** Beyond it, the trace that was first heard of longest ago is forgotten. @default 1000 */
  maxTraces?: number
  /** Beyond it, new spans of a trace are dropped. @default 1000 */
  maxSpansPerTrace?: number
}

/** Makes an empty store that holds a bounded number of traces. */
export function createTraceStore(options: TraceStoreOptions = {}): TraceStore {
  const { maxTraces = 1000, maxSpansPerTrace = 1000 } = options
  const traces = new Map<string, Trace>()

  function addSpan(span: Span): void {
    const key = traceKey(span.traceId)
    const trace = traces.get(key) ?? { spans: [], start: Date.now() }
    const known = trace.spans.findIndex((candidate) => isSameSpan(candidate, span))
    const merged = known < 0 ? undefined : trace.spans[known]
    if (merged) trace.spans[known] = mergeSpans(merged, span)
    else if (trace.spans.length < maxSpansPerTrace) trace.spans.push(span)
    trace.start = startOf(trace)
    traces.set(key, trace)
    if (traces.size > maxTraces) forgetOldest()
  }

  function forgetOldest(): void {
    for (const key of traces.keys()) {
      traces.delete(key)
      return
    }
  }

  return {
    add(spans) {
      for (const span of spans) addSpan(span)
    },
    find: (traceId) => traces.get(traceKey(traceId)),
    all: () => [...traces.values()].sort((one, other) => other.start - one.start),
    clear: () => traces.clear(),
  }
}

/** The low 64 bits, since a service that knows only short ids reports the same trace with those. */
function traceKey(traceId: string): string {
  return traceId.toLowerCase().padStart(16, '0').slice(-16)
}

function startOf(trace: Trace): number {
  let earliest = Number.POSITIVE_INFINITY
  for (const { timestamp } of trace.spans) {
    if (timestamp !== undefined && timestamp < earliest) earliest = timestamp
  }
  return earliest === Number.POSITIVE_INFINITY ? trace.start : earliest / 1000
}
