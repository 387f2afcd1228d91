import type { VNode } from 'preact'
import type { Actions } from './actions.ts'
import { NoticeLine } from './notice-line.tsx'
import { PageHeader } from './page-header.tsx'
import { RoutingPanel } from './routing-panel.tsx'
import { SelectedLoad } from './selected-load.tsx'
import { ServiceColoursContext } from './service-colours.ts'
import type { State } from './store.ts'
import { TraceList } from './trace-list.tsx'

/** The whole page. */
export function App({ state, actions }: { state: State; actions: Actions }): VNode {
  return (
    <ServiceColoursContext.Provider value={state.colours}>
      <PageHeader state={state} actions={actions} />
      <NoticeLine state={state} actions={actions} />
      <div class="columns">
        <aside class="side">
          <TraceList state={state} actions={actions} />
          {state.mesh && <RoutingPanel mesh={state.mesh} actions={actions} />}
        </aside>
        <main class="stage">
          <SelectedLoad state={state} actions={actions} />
        </main>
      </div>
    </ServiceColoursContext.Provider>
  )
}
