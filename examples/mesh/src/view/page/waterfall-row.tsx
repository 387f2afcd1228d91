import type { VNode } from 'preact'
import { hasError } from '../../collector/span.ts'
import { formatDuration } from './format-time.ts'
import { useServiceClass } from './service-colours.ts'
import { SpanBar } from './span-bar.tsx'
import { SpanDetails } from './span-details.tsx'
import {
  durationOf,
  incidentsOf,
  operationOf,
  serviceOf,
  startOf,
  versionOf,
} from './span-facts.ts'
import type { SpanNode } from './span-tree.ts'

/** One span: who, what, when and how long; a click shows the rest. */
export function WaterfallRow(props: {
  node: SpanNode
  start: number
  length: number
  isOpen: boolean
  onToggle: () => void
}): VNode {
  const { node, start, length, isOpen, onToggle } = props
  const { span, depth } = node
  const began = startOf(span)
  const offset = began === undefined ? undefined : Math.max(0, began - start)
  const detailsId = `details-${span.traceId}-${span.id}-${span.kind}`
  return (
    <div class={`row ${useServiceClass(serviceOf(span))}${hasError(span) ? ' has-error' : ''}`}>
      <button
        type="button"
        class="row-line"
        data-testid="waterfall-row"
        data-span-id={span.id}
        data-parent-id={span.parentId ?? ''}
        data-service={serviceOf(span)}
        data-kind={span.kind ?? ''}
        aria-expanded={isOpen}
        aria-controls={isOpen ? detailsId : undefined}
        onClick={onToggle}
      >
        <span class="row-label" style={{ '--depth': depth }}>
          <span class="row-who">
            <strong>{serviceOf(span)}</strong>
            {versionOf(span) && <small>{versionOf(span)}</small>}
            <span class="kind">{span.kind ?? 'LOCAL'}</span>
          </span>
          <span class="row-what">
            {operationOf(span)}
            {incidentsOf(span).map((incident) => (
              <em key={incident}>{incident}</em>
            ))}
          </span>
        </span>
        <SpanBar span={span} offset={offset} length={length} />
        <span class="number">{offset === undefined ? '–' : `+${formatDuration(offset)}`}</span>
        <span class="number">{formatDuration(durationOf(span))}</span>
      </button>
      {isOpen && <SpanDetails span={span} id={detailsId} />}
    </div>
  )
}
