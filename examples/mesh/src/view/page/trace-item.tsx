import type { VNode } from 'preact'
import { countText } from './count-text.ts'
import { formatDuration } from './format-time.ts'
import { ServiceChip } from './service-chip.tsx'
import { operationOf } from './span-facts.ts'
import type { TraceSummary } from './trace-summary.ts'

/** One trace in the list. */
export function TraceItem(props: {
  trace: TraceSummary
  isSelected: boolean
  onSelect: (trace: TraceSummary) => void
}): VNode {
  const { trace, isSelected, onSelect } = props
  return (
    <button
      type="button"
      class="trace-item"
      data-testid="trace-item"
      data-trace-id={trace.id}
      aria-current={isSelected ? 'true' : undefined}
      title={`${operationOf(trace.root)}, trace ${trace.id}`}
      onClick={() => onSelect(trace)}
    >
      <span class="chips">
        {trace.services.map((service) => (
          <ServiceChip key={service} service={service} />
        ))}
      </span>
      <span class="trace-numbers">
        {countText(trace.nodes.length, 'span')}
        <span>{formatDuration(trace.end - trace.start)}</span>
        {trace.errorCount > 0 && (
          <strong class="error-mark">{countText(trace.errorCount, 'error')}</strong>
        )}
      </span>
    </button>
  )
}
