import type { VNode } from 'preact'
import type { HeaderHop } from './header-hops.ts'
import { useServiceClass } from './service-colours.ts'
import { peerOf, serviceOf } from './span-facts.ts'

/** The head of a column: which service, and whether it was handed the headers or sent them. */
export function HopHeading({ hop, beginsTrace }: { hop: HeaderHop; beginsTrace: boolean }): VNode {
  const { span } = hop
  const service = serviceOf(span)
  const peer = peerOf(span)
  return (
    <th scope="col" class={`hop ${useServiceClass(service)}${beginsTrace ? ' begins-trace' : ''}`}>
      <span class="hop-service">{service}</span>
      <span class="hop-side">
        {span.kind === 'SERVER' ? 'was handed' : peer ? `sent to ${peer}` : 'sent'}
      </span>
    </th>
  )
}
