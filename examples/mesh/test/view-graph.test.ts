import { expect, test } from 'vitest'
import { layoutGraph, nodeSize } from '../src/view/page/graph-layout.ts'

const links = [
  { parent: 'productpage', child: 'details', callCount: 2, errorCount: 0 },
  { parent: 'productpage', child: 'reviews', callCount: 2, errorCount: 0 },
  { parent: 'reviews', child: 'ratings', callCount: 1, errorCount: 1 },
]

test('puts callers left of those they call', () => {
  const { nodes } = layoutGraph([], links)
  const x = Object.fromEntries(nodes.map((node) => [node.service, node.x]))
  const isLeft = links.map(({ parent, child }) => (x[parent] ?? 0) < (x[child] ?? 0))
  expect(isLeft).toEqual([true, true, true])
})

test('lets no two services overlap', () => {
  const { nodes } = layoutGraph(['lonely'], links)
  const overlapping = nodes.filter((one) =>
    nodes.some(
      (other) =>
        other !== one &&
        Math.abs(other.x - one.x) < nodeSize.width &&
        Math.abs(other.y - one.y) < nodeSize.height,
    ),
  )
  expect(overlapping).toEqual([])
})

test('shows services that nobody called yet', () => {
  expect(layoutGraph(['lonely'], []).nodes.map((node) => node.service)).toEqual(['lonely'])
})

test('draws each call from the side of the caller to the side of the called', () => {
  const { nodes, edges } = layoutGraph([], links)
  const [edge] = edges
  const caller = nodes.find((node) => node.service === 'productpage')
  const called = nodes.find((node) => node.service === 'details')
  expect([edge?.points[0], edge?.points.at(-1)]).toEqual([
    { x: (caller?.x ?? 0) + nodeSize.width / 2, y: caller?.y },
    { x: (called?.x ?? 0) - nodeSize.width / 2, y: called?.y },
  ])
})

test('lays out services that call each other', () => {
  const back = { parent: 'ratings', child: 'productpage', callCount: 1, errorCount: 0 }
  expect(layoutGraph([], [...links, back]).edges).toHaveLength(4)
})

test('lays out nothing as an empty picture', () => {
  expect(layoutGraph([], [])).toMatchObject({ nodes: [], edges: [] })
})
