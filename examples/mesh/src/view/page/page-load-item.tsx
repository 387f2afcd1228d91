import type { VNode } from 'preact'
import { countText } from './count-text.ts'
import { formatClock } from './format-time.ts'
import type { PageLoad } from './page-loads.ts'
import { operationOf } from './span-facts.ts'
import { TraceItem } from './trace-item.tsx'
import type { TraceSummary } from './trace-summary.ts'

/** One page load in the list: its trace, or the pieces it fell into. */
export function PageLoadItem(props: {
  load: PageLoad
  isSelected: boolean
  selectedKey: string | undefined
  onSelect: (trace: TraceSummary) => void
}): VNode {
  const { load, isSelected, selectedKey, onSelect } = props
  const [first] = load.traces
  const isBroken = load.traces.length > 1
  return (
    <li
      class={`load${isSelected ? ' is-selected' : ''}${isBroken ? ' is-broken' : ''}`}
      data-testid="page-load"
    >
      <div class="load-head">
        <span class="load-operation">{operationOf(first.root)}</span>
        <span class="load-count">{countText(load.traces.length, 'trace')}</span>
        <time dateTime={new Date(load.start).toISOString()}>{formatClock(load.start)}</time>
      </div>
      {load.traces.map((trace) => (
        <TraceItem
          key={trace.key}
          trace={trace}
          isSelected={isSelected && trace.key === selectedKey}
          onSelect={onSelect}
        />
      ))}
    </li>
  )
}
