import type { VNode } from 'preact'
import type { PageLoad } from './page-loads.ts'
import { serviceOf } from './span-facts.ts'
import { TimeAxis } from './time-axis.tsx'
import { timeTicks } from './time-ticks.ts'
import type { TraceSummary } from './trace-summary.ts'
import { WaterfallRow } from './waterfall-row.tsx'

/** The spans of a page load as bars over one time axis, a new trace marked where one begins. */
export function Waterfall(props: {
  load: PageLoad
  selectedKey: string | undefined
  openSpan: string | undefined
  onToggle: (span: string) => void
}): VNode {
  const { load, selectedKey, openSpan, onToggle } = props
  const isBroken = load.traces.length > 1
  const length = load.end - load.start
  const [, step = length] = timeTicks(length)
  return (
    <div
      class="waterfall"
      data-testid="waterfall"
      style={{ '--tick': `${length > 0 ? (100 * step) / length : 100}%` }}
    >
      <TimeAxis length={length} />
      {load.traces.map((trace, index) => (
        <section
          key={trace.key}
          class={isBroken && trace.key === selectedKey ? 'piece is-selected' : 'piece'}
          aria-label={`Trace ${trace.id}`}
        >
          {isBroken && <PieceTitle trace={trace} index={index} count={load.traces.length} />}
          {trace.nodes.map((node, place) => {
            const name = `${trace.key} ${node.span.id} ${node.span.kind} ${place}`
            return (
              <WaterfallRow
                key={name}
                node={node}
                start={load.start}
                length={length}
                isOpen={openSpan === name}
                onToggle={() => onToggle(name)}
              />
            )
          })}
        </section>
      ))}
    </div>
  )
}

function PieceTitle(props: { trace: TraceSummary; index: number; count: number }): VNode {
  const { trace, index, count } = props
  return (
    <h3 class={index === 0 ? 'piece-title' : 'piece-title is-torn'}>
      <span>
        Trace {index + 1} of {count}
      </span>
      <code>{trace.id}</code>
      {index > 0 && <em>{serviceOf(trace.root)} called without the headers it was handed</em>}
    </h3>
  )
}
