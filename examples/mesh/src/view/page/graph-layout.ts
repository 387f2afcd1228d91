import { Graph, layout } from '@dagrejs/dagre'
import type { DependencyLink } from '../../collector/dependency-links.ts'

/** The service graph with a place for everything, in pixels from the top left. */
export type GraphLayout = {
  width: number
  height: number
  /** Each with the middle of its box. */
  nodes: { service: string; x: number; y: number }[]
  /** Each from the side of the caller's box, by its label, to the side of the called one's. */
  edges: { link: DependencyLink; points: Point[]; label: Point }[]
}

/** A place in the picture. */
export type Point = { x: number; y: number }

/** The size of every service's box. */
export const nodeSize = { width: 164, height: 62 }

const labelSize = { width: 104, height: 40 }

/** Lays out services from left to right, callers before those they call. */
export function layoutGraph(services: string[], links: DependencyLink[]): GraphLayout {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 48, edgesep: 32, ranksep: 56, marginx: 12, marginy: 12 })
  const names = new Set([...services, ...links.flatMap(({ parent, child }) => [parent, child])])
  for (const name of [...names].sort()) graph.setNode(name, { ...nodeSize })
  for (const { parent, child } of links) {
    graph.setEdge(parent, child, { ...labelSize, labelpos: 'c' })
  }
  layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  return {
    width,
    height,
    nodes: graph.nodes().map((service: string) => ({ service, ...placeOf(graph.node(service)) })),
    edges: links.map((link) => {
      const edge = graph.edge(link.parent, link.child)
      const from = placeOf(graph.node(link.parent))
      const to = placeOf(graph.node(link.child))
      const side = (Math.sign(to.x - from.x) * nodeSize.width) / 2
      const between: Point[] = edge.points.slice(1, -1)
      const points = [{ ...from, x: from.x + side }, ...between, { ...to, x: to.x - side }]
      return { link, points, label: placeOf(edge) }
    }),
  }
}

function placeOf({ x, y }: Point): Point {
  return { x, y }
}
