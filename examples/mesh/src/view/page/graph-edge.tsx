import type { VNode } from 'preact'
import { countText } from './count-text.ts'
import type { GraphLayout, Point } from './graph-layout.ts'

/** An arrow from a service to one it calls, with the number of calls. */
export function GraphEdge({ edge }: { edge: GraphLayout['edges'][number] }): VNode {
  const { link, points, label } = edge
  const hasErrors = link.errorCount > 0
  return (
    <g
      class={hasErrors ? 'graph-edge has-errors' : 'graph-edge'}
      data-parent={link.parent}
      data-child={link.child}
    >
      <path
        class="graph-line"
        d={curveThrough(points)}
        stroke-width={thicknessFor(link.callCount)}
      />
      <path class="graph-head" d={arrowHead(points)} />
      <g transform={`translate(${label.x} ${label.y})`}>
        <rect
          class="graph-label"
          x="-42"
          y={hasErrors ? -19 : -11}
          width="84"
          height={hasErrors ? 38 : 22}
          rx="11"
        />
        <text class="graph-calls" y={hasErrors ? -3 : 4}>
          {countText(link.callCount, 'call')}
        </text>
        {hasErrors && (
          <text class="graph-errors" y="13">
            {link.errorCount} failed
          </text>
        )}
      </g>
    </g>
  )
}

/** A line that leaves and meets each point level, and ends where the arrow's head begins. */
function curveThrough(points: Point[]): string {
  const [first, ...rest] = points
  const last = rest.at(-1)
  if (!first || !last) return ''
  let path = `M${first.x} ${first.y}`
  let from = first
  for (const point of rest) {
    const to =
      point === last ? { x: last.x - headLength * Math.sign(last.x - from.x), y: last.y } : point
    const middle = (from.x + to.x) / 2
    path += ` C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`
    from = to
  }
  return path
}

const headLength = 10

function arrowHead(points: Point[]): string {
  const tip = points.at(-1)
  const from = points.at(-2)
  if (!tip || !from) return ''
  const base = tip.x - headLength * Math.sign(tip.x - from.x)
  return `M${tip.x} ${tip.y} L${base} ${tip.y - 5} L${base} ${tip.y + 5} Z`
}

function thicknessFor(calls: number): number {
  return Math.min(5, 1.5 + Math.log10(Math.max(1, calls)))
}
