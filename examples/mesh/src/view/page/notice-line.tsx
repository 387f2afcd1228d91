import type { VNode } from 'preact'
import type { Actions } from './actions.ts'
import type { State } from './store.ts'

/** One sentence on what went wrong. */
export function NoticeLine({ state, actions }: { state: State; actions: Actions }): VNode {
  const { isConnected } = state
  const notice = isConnected
    ? state.notice
    : 'The collector does not answer; trying again each second.'
  return (
    <div role="status" class="notice-place">
      {notice && (
        <p class="notice" data-testid="notice">
          {notice}
          {isConnected && (
            <button type="button" class="button small" onClick={actions.dismissNotice}>
              Close
            </button>
          )}
        </p>
      )}
    </div>
  )
}
