import type { VNode } from 'preact'
import type { HeaderCell } from './header-hops.ts'

/** A header's value at one hop, in the look of what became of it on the way. */
export function HeaderCellView(props: {
  cell: HeaderCell
  isFull: boolean
  beginsTrace: boolean
}): VNode {
  const { cell, isFull, beginsTrace } = props
  const { value, fate } = cell
  return (
    <td
      class={`cell ${lookOf[fate]}${beginsTrace ? ' begins-trace' : ''}`}
      data-fate={fate}
      title={value === undefined ? fate : `${value} (${fate})`}
    >
      {value === undefined ? (
        <>
          <span aria-hidden="true">–</span>
          <span class="hidden">{fate}</span>
        </>
      ) : (
        <code>{isFull ? value : shortened(value)}</code>
      )}
    </td>
  )
}

const lookOf: Record<HeaderCell['fate'], string> = {
  first: 'is-carried',
  carried: 'is-carried',
  'set by the sidecar': 'is-set',
  changed: 'is-changed',
  added: 'is-changed',
  lost: 'is-lost',
  absent: 'is-absent',
}

function shortened(value: string): string {
  return value.length > 11 ? `${value.slice(0, 4)}…${value.slice(-4)}` : value
}
