import type { VNode } from 'preact'
import type { HeaderHop } from './header-hops.ts'

/** A row above the hops that says to which trace each belongs. */
export function PieceNames({ hops }: { hops: HeaderHop[] }): VNode {
  const count = Math.max(...hops.map((hop) => hop.traceIndex)) + 1
  const spans = Array.from(
    { length: count },
    (_, index) => hops.filter((hop) => hop.traceIndex === index).length,
  )
  return (
    <tr>
      <td class="header-name piece-name" />
      {spans.map((span, index) => (
        <th
          key={`trace ${index}`}
          scope="colgroup"
          colSpan={span}
          class={index > 0 ? 'piece-name begins-trace' : 'piece-name'}
        >
          Trace {index + 1}
        </th>
      ))}
    </tr>
  )
}
