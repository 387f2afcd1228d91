import type { VNode } from 'preact'
import type { Span } from '../../collector/span.ts'
import type { PageLoad } from './page-loads.ts'
import { useServiceClass } from './service-colours.ts'
import { serviceOf } from './span-facts.ts'

/** A page load as a row of beads, a bead a span: strung together, or in pieces. */
export function TraceStrip({ load }: { load: PageLoad }): VNode {
  return (
    <div class="strip" aria-hidden="true">
      {load.traces.map((trace) => (
        <span key={trace.key} class="strip-piece">
          {trace.nodes.slice(0, 24).map(({ span }, index) => (
            <Bead key={`${index} ${span.id}`} span={span} />
          ))}
        </span>
      ))}
    </div>
  )
}

function Bead({ span }: { span: Span }): VNode {
  return <span class={`bead ${useServiceClass(serviceOf(span))} is-${span.kind?.toLowerCase()}`} />
}
