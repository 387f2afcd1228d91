import { applyRules, applySample, resetRules, switchWaybill } from './mesh-api.ts'
import type { Refresh } from './refresh.ts'
import { hashFor, markedAddress, newMark } from './selection.ts'
import type { Store, Tab } from './store.ts'
import type { TraceSummary } from './trace-summary.ts'
import { clearTraces } from './zipkin-api.ts'

/** What the reader of the page can do. */
export type Actions = {
  select(trace: TraceSummary): void
  showTab(tab: Tab): void
  toggleSpan(span: string): void
  switchWaybill(enabled: boolean): Promise<void>
  loadPage(): Promise<void>
  clearTraces(): Promise<void>
  applySample(name: string): Promise<void>
  applyRules(yaml: string): Promise<void>
  resetRules(): Promise<void>
  dismissNotice(): void
}

/** How long the spans of a page load may take to arrive, in milliseconds. */
const patience = 15_000

/** Makes what the reader can do; whatever fails is told in the notice. */
export function createActions(store: Store, refresh: Refresh): Actions {
  async function change(ask: () => Promise<void>): Promise<void> {
    try {
      await ask()
      store.update({ notice: undefined })
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      store.update({ notice: text })
    }
    await refresh()
  }

  return {
    select: (trace) => {
      window.location.hash = hashFor(trace.id)
    },
    showTab: (tab) => store.update({ tab }),
    toggleSpan: (span) =>
      store.update({ openSpan: store.state().openSpan === span ? undefined : span }),
    switchWaybill: (enabled) => change(() => switchWaybill(enabled)),
    loadPage: () => loadPage(store),
    clearTraces: () =>
      change(async () => {
        await clearTraces()
        window.history.replaceState(null, '', window.location.pathname)
        store.update({ selectedKey: undefined, openSpan: undefined })
      }),
    applySample: (name) => change(() => applySample(name)),
    applyRules: (yaml) => change(() => applyRules(yaml)),
    resetRules: () => change(resetRules),
    dismissNotice: () => store.update({ notice: undefined }),
  }
}

async function loadPage(store: Store): Promise<void> {
  const { mesh } = store.state()
  if (!mesh) return
  const mark = newMark()
  store.update({ awaitedMark: mark, notice: undefined })
  const giveUp = (text: string): void => {
    if (store.state().awaitedMark !== mark) return
    store.update({ awaitedMark: undefined, notice: text })
  }
  try {
    // Another origin: the answer stays unread, its spans are what counts. Cookies go along, so
    // that whoever is logged in there is so here.
    const address = markedAddress(mesh.productpage, mark)
    await fetch(address, { mode: 'no-cors', credentials: 'include', cache: 'no-store' })
    window.setTimeout(giveUp, patience, 'No spans of this page load have arrived.')
  } catch {
    giveUp(`The product page does not answer at ${mesh.productpage}.`)
  }
}
