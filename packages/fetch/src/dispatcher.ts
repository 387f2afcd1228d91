import type { Carrier } from '@waybill/core'

/** What undici 6, 7 and 8 have in common, as far as it is used here. */
export interface Dispatcher {
  /** Of undici 6: what it runs inside. */
  readonly interceptors?: readonly Interceptor[]
  /** Of a BalancedPool: the origins that it is tied to. */
  readonly upstreams?: readonly string[]
  dispatch: Dispatch
  compose(...interceptors: Interceptor[]): Dispatcher
}

/** The request as a dispatcher is given it. */
export interface DispatchOptions {
  readonly origin?: string | URL | undefined
  readonly path: string
  readonly method?: string
  readonly query?: Record<string, string> | undefined
  readonly headers?: Carrier | null | undefined
  readonly maxRedirections?: number
}

export type Dispatch = (options: DispatchOptions, handler: object) => boolean

/** Takes the next dispatch and gives another; later ones in `compose` run first. */
export type Interceptor = (next: Dispatch) => Dispatch
