import type { DependencyLink } from '../../collector/dependency-links.ts'
import type { Span } from '../../collector/span.ts'
import { ask } from './ask.ts'

/** How many traces the page shows at most. */
const shownTraces = 100

/** Reads the newest traces as JSON text, which is cheap to compare with what is shown. */
export async function readTracesText(): Promise<string> {
  const response = await fetch(`/api/v2/traces?limit=${shownTraces}`)
  if (!response.ok) throw new Error(`The collector answered ${response.status}.`)
  return response.text()
}

/** Reads one trace; undefined when it is not kept any more. */
export async function readTrace(id: string): Promise<Span[] | undefined> {
  const response = await fetch(`/api/v2/trace/${encodeURIComponent(id)}`)
  return response.ok ? ((await response.json()) as Span[]) : undefined
}

/** Reads which services called which, within the last day. */
export async function readLinks(): Promise<DependencyLink[]> {
  const response = await fetch(`/api/v2/dependencies?endTs=${Date.now()}`)
  return response.ok ? ((await response.json()) as DependencyLink[]) : []
}

/** Makes the collector forget all traces. */
export function clearTraces(): Promise<void> {
  return ask('/api/v2/traces', 'DELETE')
}
