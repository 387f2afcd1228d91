import { render } from 'preact'
import { createActions } from './actions.ts'
import { App } from './app.tsx'
import { createRefresh } from './refresh.ts'
import { keyInHash } from './selection.ts'
import { createStore } from './store.ts'

const store = createStore()
const refresh = createRefresh(store)
const actions = createActions(store, refresh)
const place = document.getElementById('page')

store.subscribe((state) => {
  if (place) render(<App state={state} actions={actions} />, place)
})

function readAddress(): void {
  store.update({ selectedKey: keyInHash(window.location.hash) })
}

/** Reads each second, and more often while a page load is awaited; not in a hidden tab. */
async function keepFresh(): Promise<void> {
  if (!document.hidden) await refresh()
  window.setTimeout(keepFresh, store.state().awaitedMark ? 200 : 1000)
}

window.addEventListener('hashchange', readAddress)
readAddress()
void keepFresh()
