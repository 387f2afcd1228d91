import type { VNode } from 'preact'
import type { State } from './store.ts'

/** Says what to do when no page load is chosen, or the chosen one is gone. */
export function EmptyStage({ state }: { state: State }): VNode {
  return (
    <section class="banner" data-testid="banner">
      <div>
        <h2>{titleFor(state)}</h2>
        <p>
          {state.mesh
            ? 'Load the product page, here or in a tab of its own, and watch its trace arrive.'
            : 'Send spans to POST /api/v2/spans, and watch their traces arrive.'}
        </p>
      </div>
    </section>
  )
}

function titleFor(state: State): string {
  if (!state.isLoaded) return 'Reading the traces'
  return state.selectedKey === undefined ? 'No traces yet' : 'This trace is not kept here any more'
}
