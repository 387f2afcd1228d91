import type { VNode } from 'preact'
import type { Actions } from './actions.ts'
import { Banner } from './banner.tsx'
import { EmptyStage } from './empty-stage.tsx'
import { HeadersTable } from './headers-table.tsx'
import { selectedLoad } from './selection.ts'
import { ServiceGraph } from './service-graph.tsx'
import { serviceVersions } from './service-versions.ts'
import type { State } from './store.ts'
import { Tabs } from './tabs.tsx'
import { Waterfall } from './waterfall.tsx'

/** What is shown of the page load chosen in the list, in tabs. */
export function SelectedLoad({ state, actions }: { state: State; actions: Actions }): VNode {
  const load = selectedLoad(state.loads, state.selectedKey)
  return (
    <>
      {load ? <Banner load={load} /> : <EmptyStage state={state} />}
      <section class="panel view">
        <Tabs selected={state.tab} onSelect={actions.showTab} />
        <div class="tab-panel" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${state.tab}`}>
          {state.tab === 'graph' && (
            <ServiceGraph
              links={state.links}
              versions={serviceVersions(state.mesh?.services ?? [], state.loads)}
            />
          )}
          {state.tab === 'headers' && load && <HeadersTable load={load} />}
          {state.tab === 'waterfall' && load && (
            <Waterfall
              load={load}
              selectedKey={state.selectedKey}
              openSpan={state.openSpan}
              onToggle={actions.toggleSpan}
            />
          )}
          {state.tab !== 'graph' && !load && <p class="hint">Nothing to show yet.</p>}
        </div>
      </section>
    </>
  )
}
