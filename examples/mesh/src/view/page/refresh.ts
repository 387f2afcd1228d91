import type { Span } from '../../collector/span.ts'
import { readMeshState } from './mesh-api.ts'
import { groupPageLoads } from './page-loads.ts'
import { hashFor, markedLoad, readHash, selectedLoad } from './selection.ts'
import { assignColours } from './service-colours.ts'
import type { Store } from './store.ts'
import { summariseTrace, traceKey } from './trace-summary.ts'
import { readLinks, readTrace, readTracesText } from './zipkin-api.ts'

/** Reads what is new from the collector and the mesh. */
export type Refresh = () => Promise<void>

/** Makes the function that keeps the store up to date. */
export function createRefresh(store: Store): Refresh {
  let shownText = ''
  let shownHash = ''
  let isMeshAbsent = false

  async function refreshTraces(): Promise<void> {
    const text = await readTracesText()
    const { hash } = window.location
    if (text === shownText && hash === shownHash) return
    const traces = await withLinkedTrace(JSON.parse(text) as Span[][], hash)
    const loads = groupPageLoads(traces.flatMap((spans) => summariseTrace(spans) ?? []))
    const services = loads.flatMap((load) => load.traces.flatMap((trace) => trace.services))
    const colours = assignColours(store.state().colours, services)
    const links = await readLinks()
    store.update({ loads, links, colours, isLoaded: true })
    shownText = text
    shownHash = hash
  }

  async function refreshMesh(): Promise<void> {
    if (isMeshAbsent) return
    const mesh = await readMeshState()
    isMeshAbsent = mesh === undefined
    const names = mesh?.services.map((service) => service.name) ?? []
    const { state } = store
    if (JSON.stringify(mesh) === JSON.stringify(state().mesh)) return
    store.update({ mesh, colours: assignColours(state().colours, names) })
  }

  return async function refresh() {
    try {
      await refreshMesh()
      await refreshTraces()
      if (!store.state().isConnected) store.update({ isConnected: true })
      showAwaitedLoad(store)
    } catch {
      store.update({ isConnected: false })
    }
  }
}

/** A link to a trace still works when the trace is no longer among the newest. */
async function withLinkedTrace(traces: Span[][], hash: string): Promise<Span[][]> {
  const id = readHash(hash)
  if (id === undefined) return traces
  const isThere = traces.some((spans) => spans[0] && traceKey(spans[0].traceId) === traceKey(id))
  const linked = isThere ? undefined : await readTrace(id)
  return linked ? [...traces, linked] : traces
}

function showAwaitedLoad(store: Store): void {
  const { loads, awaitedMark, selectedKey } = store.state()
  const load = awaitedMark && markedLoad(loads, awaitedMark)
  if (!load) return
  const isShown = selectedLoad(loads, selectedKey) === load
  store.update({ awaitedMark: undefined, notice: undefined })
  if (!isShown || selectedKey === undefined) window.location.hash = hashFor(load.traces[0].id)
}
