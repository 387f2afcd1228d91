import type { Dispatch, Dispatcher, DispatchOptions, Interceptor } from './dispatcher.ts'
import { mergeForDispatch } from './merge-headers.ts'
import { stamp, stampOf } from './stamp.ts'

const WRAPPED = Symbol.for('@waybill/fetch.wrapped')

/**
 * A dispatcher of undici 6, 7 or 8 (Agent, Pool, Client, ProxyAgent and their kin) whose requests carry the headers of
 * the request that is being handled, through whatever is composed onto the result:
 * `wrapDispatcher(new Agent()).compose(interceptors.redirect())`. The one that is given stays as it is.
 * @returns a new dispatcher over the same connections; a wrapped one as it is
 * @throws TypeError when interceptors are composed onto it already: then a redirect could no longer be seen
 */
export function wrapDispatcher<D extends object>(dispatcher: D): D {
  const base = dispatcher as unknown as Dispatcher & {
    [WRAPPED]?: true
    interceptors?: Interceptor[]
  }
  if (typeof base?.dispatch !== 'function' || typeof base.compose !== 'function') {
    throw new TypeError(
      `@waybill/fetch: wrapDispatcher takes a dispatcher of undici 6 or later, got ${base === null ? 'null' : typeof base}; write wrapDispatcher(new Agent())`,
    )
  }
  if (base[WRAPPED]) return dispatcher
  if (isComposed(base)) {
    throw new TypeError(
      '@waybill/fetch: wrapDispatcher must come before compose, or it cannot see the hops of a redirect, got a composed ' +
        'dispatcher; write wrapDispatcher(new Agent()).compose(interceptors.redirect())',
    )
  }
  return assemble(base, [addHeaders(ownOrigin(base)), ...movedOut(base)], []) as unknown as D
}

/** Puts the interceptors between our two: the innermost adds headers at each hop, the outermost stamps the call. */
function assemble(base: Dispatcher, inner: Interceptor[], composed: Interceptor[]): Dispatcher {
  const whole = base.compose(...inner, ...composed, stampCall)
  return new Proxy(whole, {
    get(target, key) {
      if (key === WRAPPED) return true
      if (key === 'compose') {
        return function compose(...more: (Interceptor | Interceptor[])[]) {
          return assemble(base, inner, [...composed, ...more.flat()])
        }
      }
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

function stampCall(next: Dispatch): Dispatch {
  return function stampDispatch(options, handler) {
    return next(stamp(options), handler)
  }
}

function addHeaders(own: URL | undefined): Interceptor {
  return function addHeadersInterceptor(next) {
    return function addHeadersDispatch(options, handler) {
      return next(withHeaders(options, own), handler)
    }
  }
}

function withHeaders(options: DispatchOptions, own: URL | undefined): DispatchOptions {
  // undici 6 would follow redirects out of sight: here they are followed outside of this.
  const hop = 'maxRedirections' in options ? { ...options, maxRedirections: 0 } : options
  try {
    const waybill = stampOf(options)
    const origin = options.origin ?? own
    if (!waybill || origin === undefined) return hop
    const add = waybill.forward(new URL(options.path, origin), options.headers ?? undefined)
    // A Client or a Pool connects to its own origin, whatever origin a request names: both must be allowed.
    const allowed = own
      ? waybill.forward(new URL(options.path, own), options.headers ?? undefined)
      : add
    for (const name of Object.keys(add)) if (!(name in allowed)) delete add[name]
    return Object.keys(add).length === 0
      ? hop
      : { ...hop, headers: mergeForDispatch(options.headers, add) }
  } catch {
    return hop
  }
}

/** The origin that a Client or a Pool is tied to, which requests need not name. */
function ownOrigin(dispatcher: object): URL | undefined {
  const key = Object.getOwnPropertySymbols(dispatcher).find(
    ({ description }) => description === 'url',
  )
  const url: unknown = key && (dispatcher as Record<symbol, unknown>)[key]
  return url instanceof URL ? url : undefined
}

/** undici 6 follows redirects inside the dispatcher; its interceptor for it is moved outside of ours. */
function movedOut({ interceptors = [] }: { interceptors?: Interceptor[] }): Interceptor[] {
  if (interceptors.length > 1) {
    throw new TypeError(
      '@waybill/fetch: wrapDispatcher cannot see through the `interceptors` option of undici 6, got several; ' +
        'write wrapDispatcher(new Agent()).compose(...) instead of the option',
    )
  }
  return interceptors
}

function isComposed(dispatcher: Dispatcher): boolean {
  // undici 7 and 8 compose by a Proxy that has a `dispatch` of its own, undici 6 by a class.
  const prototype = Object.getPrototypeOf(dispatcher) as Dispatcher
  return (
    dispatcher.dispatch !== prototype.dispatch ||
    dispatcher.constructor.name === 'ComposedDispatcher'
  )
}
