import type { VNode } from 'preact'
import type { Actions } from './actions.ts'
import type { State } from './store.ts'
import { WaybillMark } from './waybill-mark.tsx'
import { WaybillSwitch } from './waybill-switch.tsx'

/** The name, what one sees here, and what one can do to the whole mesh. */
export function PageHeader({ state, actions }: { state: State; actions: Actions }): VNode {
  const { mesh } = state
  const isLoading = state.awaitedMark !== undefined
  return (
    <header class="top">
      <WaybillMark />
      <div class="top-words">
        <h1>Waybill</h1>
        <p>Each request through the mesh, and the headers every service passed on.</p>
      </div>
      {mesh && (
        <div class="top-actions">
          <WaybillSwitch isOn={mesh.waybill} onSwitch={actions.switchWaybill} />
          <a class="quiet-link" href={mesh.productpage} target="_blank" rel="noreferrer">
            Open product page
          </a>
          <button
            type="button"
            class="button primary"
            data-testid="load-page"
            aria-busy={isLoading}
            disabled={isLoading}
            onClick={actions.loadPage}
          >
            {isLoading ? 'Waiting for spans' : 'Load the product page'}
          </button>
        </div>
      )}
    </header>
  )
}
