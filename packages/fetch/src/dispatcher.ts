import type { Carrier } from '@waybill/core'

/** What undici 6, 7 and 8 have in common, as far as it is used here. */
export interface Dispatcher {
  dispatch(options: DispatchOptions, handler: object): boolean
  compose(...interceptors: Interceptor[]): Dispatcher
}

/** The request as a dispatcher is given it. */
export interface DispatchOptions {
  readonly origin?: string | URL | undefined
  readonly path: string
  readonly method?: string
  readonly query?: object | undefined
  readonly headers?: Carrier | null | undefined
}

export type Dispatch = (options: DispatchOptions, handler: object) => boolean

/** Takes the next dispatch and gives another; later ones in `compose` run first. */
export type Interceptor = (next: Dispatch) => Dispatch

/**
 * The dispatcher that a `fetch` without one of its own uses, told by the handler it brings: that of undici 8 has
 * `onRequestStart`, and keeps its global apart from the one that undici 6 and 7 share.
 */
export function globalDispatcherFor(handler: object): Dispatcher {
  const { [VERSION_1]: version1, [VERSION_2]: version2 } = globalThis as Globals
  return ('onRequestStart' in handler ? (version2 ?? version1) : version1) as Dispatcher
}

/** Whether a mock agent stands in for the network, which `fetch` asks its dispatcher. */
export function isMockActive(dispatcher: Dispatcher | undefined): boolean {
  const { [VERSION_1]: version1, [VERSION_2]: version2 } = globalThis as Globals
  return [dispatcher ?? version1, dispatcher ?? version2].some(
    (one) => (one as { isMockActive?: boolean } | undefined)?.isMockActive === true,
  )
}

const VERSION_1 = Symbol.for('undici.globalDispatcher.1')
const VERSION_2 = Symbol.for('undici.globalDispatcher.2')

interface Globals {
  [VERSION_1]?: Dispatcher
  [VERSION_2]?: Dispatcher
}
