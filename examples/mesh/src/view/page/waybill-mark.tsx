import type { VNode } from 'preact'

/** The mark of the page: a label with the bars of a trace on it. */
export function WaybillMark(): VNode {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="34" height="34" aria-hidden="true">
      <path
        class="mark-label"
        d="M7 3h18a4 4 0 0 1 4 4v18a4 4 0 0 1-4 4H7a4 4 0 0 1-4-4V7a4 4 0 0 1 4-4z"
      />
      <path class="mark-bars" d="M8 11h16M11 16h9M14 21h8" />
    </svg>
  )
}
