import type { Dispatch, Dispatcher, DispatchOptions, Interceptor } from './dispatcher.ts'
import { addToDispatch, readOnce } from './merge-headers.ts'
import { stamp, stampOf } from './stamp.ts'
import { targetsOf } from './targets.ts'

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
  return assemble(base, [addHeaders(ownOrigins(base)), ...movedOut(base)], []) as unknown as D
}

// What sends, and so must go through the interceptors; all else is the dispatcher's own.
const SENDING: ReadonlySet<string | symbol> = new Set([
  'dispatch',
  'request',
  'stream',
  'pipeline',
  'connect',
  'upgrade',
])

/** Puts the interceptors between our two: the innermost adds headers at each hop, the outermost stamps the call. */
function assemble(base: Dispatcher, inner: Interceptor[], composed: Interceptor[]): Dispatcher {
  const whole = base.compose(...inner, ...composed, stampCall)
  const wrapped: Dispatcher = new Proxy(whole, {
    get(_target, key) {
      if (key === WRAPPED) return true
      if (key === 'compose') {
        return function compose(...more: (Interceptor | Interceptor[])[]) {
          return assemble(base, inner, [...composed, ...more.flat()])
        }
      }
      const owner = SENDING.has(key) ? whole : base
      const value: unknown = Reflect.get(owner, key, owner)
      if (typeof value !== 'function' || key === 'constructor') return value
      return function method(...args: unknown[]): unknown {
        const result: unknown = Reflect.apply(value, owner, args)
        // `on` gives its dispatcher back, which must not be the one without our interceptors.
        return result === owner ? wrapped : result
      }
    },
  })
  return wrapped
}

function stampCall(next: Dispatch): Dispatch {
  return function stampDispatch(options, handler) {
    return next(stamp(options), handler)
  }
}

function addHeaders(own: () => readonly (string | URL)[]): Interceptor {
  return function addHeadersInterceptor(next) {
    return function addHeadersDispatch(options, handler) {
      return next(withHeaders(options, own()), handler)
    }
  }
}

function withHeaders(options: DispatchOptions, own: readonly (string | URL)[]): DispatchOptions {
  // undici 6 would follow redirects out of sight: here they are followed outside of this, or on the one origin.
  const hop =
    'maxRedirections' in options && own.length === 0 ? { ...options, maxRedirections: 0 } : options
  const waybill = stampOf(options)
  if (!waybill) return hop
  const headers = readOnce(options.headers)
  try {
    const add = waybill.forward(targetsOf(options, own), headers ?? undefined)
    if (Object.keys(add).length > 0)
      return { ...hop, headers: addToDispatch(headers, add) as never }
  } catch {
    // What is wrong with the options, undici says itself.
  }
  return headers === options.headers ? hop : { ...hop, headers }
}

/** The origins that a Client or a pool is tied to, which requests need not name. */
function ownOrigins(
  dispatcher: Dispatcher & { upstreams?: unknown },
): () => readonly (string | URL)[] {
  if (Array.isArray(dispatcher.upstreams)) return () => dispatcher.upstreams as string[]
  const key = Object.getOwnPropertySymbols(dispatcher).find(
    ({ description }) => description === 'url',
  )
  const url: unknown = key && (dispatcher as unknown as Record<symbol, unknown>)[key]
  const origins = url instanceof URL ? [url] : []
  return () => origins
}

/** undici 6 follows redirects inside the dispatcher; its interceptor for it is moved outside of ours. */
function movedOut({ interceptors = [] }: { interceptors?: Interceptor[] }): Interceptor[] {
  // Any other one would run twice, inside and outside. The one for redirects is told by the name of what it makes.
  if (interceptors.some((interceptor) => interceptor(() => true).name !== 'Intercept')) {
    throw new TypeError(
      '@waybill/fetch: wrapDispatcher cannot see through the `interceptors` option of undici 6, got a dispatcher with ' +
        'one; write wrapDispatcher(new Agent()).compose(...) instead of the option',
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
