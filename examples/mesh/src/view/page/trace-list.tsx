import type { VNode } from 'preact'
import type { Actions } from './actions.ts'
import { PageLoadItem } from './page-load-item.tsx'
import { selectedLoad } from './selection.ts'
import type { State } from './store.ts'

/** The newest page loads, each with the traces that came of it. */
export function TraceList({ state, actions }: { state: State; actions: Actions }): VNode {
  const { loads } = state
  const selected = selectedLoad(loads, state.selectedKey)
  return (
    <section class="panel traces" aria-labelledby="traces-title">
      <div class="panel-head">
        <h2 id="traces-title">Traces</h2>
        <span class="live">live</span>
        <button
          type="button"
          class="button small"
          data-testid="clear-traces"
          disabled={loads.length === 0}
          onClick={actions.clearTraces}
        >
          Clear
        </button>
      </div>
      <ol class="trace-list" data-testid="trace-list">
        {loads.map((load) => (
          <PageLoadItem
            key={load.traces[0].key}
            load={load}
            isSelected={load === selected}
            selectedKey={state.selectedKey ?? selected?.traces[0].key}
            onSelect={actions.select}
          />
        ))}
      </ol>
      {state.isLoaded && loads.length === 0 && (
        <p class="hint">None yet. Traces show here as they arrive.</p>
      )}
    </section>
  )
}
