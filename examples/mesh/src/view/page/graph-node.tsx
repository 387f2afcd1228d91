import type { VNode } from 'preact'
import { type GraphLayout, nodeSize } from './graph-layout.ts'
import { useServiceClass } from './service-colours.ts'

/** A service in the graph, with its versions. */
export function GraphNode(props: {
  node: GraphLayout['nodes'][number]
  versions: string[]
}): VNode {
  const { node, versions } = props
  const { width, height } = nodeSize
  const middle = versions.length > 0 ? -5 : 5
  return (
    <g
      class={`graph-node ${useServiceClass(node.service)}`}
      data-service={node.service}
      transform={`translate(${node.x} ${node.y})`}
    >
      <rect
        class="graph-box"
        x={-width / 2}
        y={-height / 2}
        width={width}
        height={height}
        rx="12"
      />
      <rect class="graph-mark" x={-width / 2 + 14} y={-15} width="6" height="30" rx="3" />
      <text x={-width / 2 + 32} y={middle}>
        {node.service}
      </text>
      {versions.length > 0 && (
        <text class="graph-versions" x={-width / 2 + 32} y={15}>
          {versions.join(' · ')}
        </text>
      )}
    </g>
  )
}
