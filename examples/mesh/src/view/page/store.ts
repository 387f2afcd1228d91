import type { DependencyLink } from '../../collector/dependency-links.ts'
import type { MeshState } from './mesh-api.ts'
import type { PageLoad } from './page-loads.ts'
import type { ServiceColours } from './service-colours.ts'

/** The parts of the page that show one page load, or all of them. */
export type Tab = 'waterfall' | 'headers' | 'graph'

/** Everything the page shows. */
export type State = {
  /** False until the collector has answered once. */
  isLoaded: boolean
  isConnected: boolean
  /** The newest first. */
  loads: PageLoad[]
  links: DependencyLink[]
  colours: ServiceColours
  /** Undefined while there is no mesh, only a collector. */
  mesh: MeshState | undefined
  /** The key of the trace the address names; without one, the newest is shown. */
  selectedKey: string | undefined
  tab: Tab
  /** The span whose details are open. */
  openSpan: string | undefined
  /** What the page load that is awaited has in its address, while it is awaited. */
  awaitedMark: string | undefined
  /** A sentence on what went wrong. */
  notice: string | undefined
}

/** Holds the state and tells who listens when it changes. */
export type Store = {
  state(): State
  update(changes: Partial<State>): void
  subscribe(listener: (state: State) => void): void
}

/** Makes the store of a page that has seen nothing yet. */
export function createStore(): Store {
  const listeners: ((state: State) => void)[] = []
  let state: State = {
    isLoaded: false,
    isConnected: true,
    loads: [],
    links: [],
    colours: new Map(),
    mesh: undefined,
    selectedKey: undefined,
    tab: 'waterfall',
    openSpan: undefined,
    awaitedMark: undefined,
    notice: undefined,
  }
  return {
    state: () => state,
    update(changes) {
      state = { ...state, ...changes }
      for (const listener of listeners) listener(state)
    },
    subscribe(listener) {
      listeners.push(listener)
    },
  }
}
