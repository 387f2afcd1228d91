import type { VNode } from 'preact'
import type { DependencyLink } from '../../collector/dependency-links.ts'
import { GraphEdge } from './graph-edge.tsx'
import { layoutGraph } from './graph-layout.ts'
import { GraphNode } from './graph-node.tsx'

/** Which service calls which, how often, and how often that failed. */
export function ServiceGraph(props: {
  links: DependencyLink[]
  versions: ReadonlyMap<string, string[]>
}): VNode {
  const { links, versions } = props
  const { width, height, nodes, edges } = layoutGraph([...versions.keys()], links)
  if (nodes.length === 0) return <p class="hint">No service has called another yet.</p>
  return (
    <div class="graph">
      <svg
        data-testid="service-graph"
        role="img"
        aria-label={`Calls between services: ${links.map(sentenceFor).join(', ')}`}
        viewBox={`0 0 ${width} ${height}`}
        width={width * 1.15}
        height={height * 1.15}
      >
        {edges.map((edge) => (
          <GraphEdge key={`${edge.link.parent} ${edge.link.child}`} edge={edge} />
        ))}
        {nodes.map((node) => (
          <GraphNode key={node.service} node={node} versions={versions.get(node.service) ?? []} />
        ))}
      </svg>
      <p class="hint">Calls between services in all traces that are kept here.</p>
    </div>
  )
}

function sentenceFor({ parent, child, callCount, errorCount }: DependencyLink): string {
  return `${parent} to ${child} ${callCount}, ${errorCount} failed`
}
