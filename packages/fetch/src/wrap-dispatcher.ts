import { current, type Waybill } from '@waybill/core'
import { addToDispatch } from './add-to-dispatch.ts'
import type { Dispatch, Dispatcher, DispatchOptions, Interceptor } from './dispatcher.ts'
import { hidden } from './hidden.ts'
import { readersBy } from './proxy.ts'
import { refusal } from './refusal.ts'
import { WRAPPED } from './wrapped.ts'

/**
 * A dispatcher of undici 6, 7 or 8 (Agent, Pool, Client, ProxyAgent and their kin) whose requests carry the headers of
 * the request that is being handled, through whatever is composed onto the result:
 * `wrapDispatcher(new Agent()).compose(interceptors.redirect())`. The one that is given stays as it is.
 * @returns a new dispatcher over the same connections; a wrapped one as it is
 * @throws TypeError when interceptors are composed onto it already: then a redirect could no longer be seen
 */
export function wrapDispatcher<D extends object>(dispatcher: D): D {
  const base = dispatcher as unknown as Dispatcher & { [WRAPPED]?: true }
  if (typeof base?.compose !== 'function') {
    const wanted = 'wrapDispatcher takes a dispatcher of undici 6 or later'
    throw refusal(wanted, base, 'wrapDispatcher(new Agent())')
  }
  if (base[WRAPPED]) return dispatcher
  if (isComposed(base)) {
    const wanted = 'wrapDispatcher must come before compose, and before `interceptors` in options'
    throw refusal(wanted, base, 'wrapDispatcher(new Agent()).compose(interceptors.redirect())')
  }
  return assemble(base, []) as unknown as D
}

function isComposed(base: Dispatcher): boolean {
  const { prototype, name } = base.constructor
  // undici 7 and 8 compose by a Proxy that has a `dispatch` of its own, undici 6 by a class. An interceptor of its
  // option would run twice, inside and outside; the one for redirects is told by the name of what it makes.
  return (
    base.dispatch !== prototype.dispatch ||
    name === 'ComposedDispatcher' ||
    !!base.interceptors?.some((interceptor) => interceptor(() => true).name !== 'Intercept')
  )
}

// What sends, and so must go through the interceptors; all else is the dispatcher's own.
const SENDING = /^(dispatch|request|stream|pipeline|connect|upgrade)$/

/**
 * Puts the interceptors between our own: the outermost stamps the call, and those before each of them and behind the
 * last add headers. So a cache knows two calls apart, and each hop has its own.
 */
function assemble(base: Dispatcher, composed: readonly Interceptor[]): Dispatcher {
  // undici 6 follows redirects inside the dispatcher; its interceptor for it is moved outside of ours.
  const { interceptors = [] } = base
  const between = composed.flatMap((one) => [one, addHeaders(base)])
  // What redirects are left to it, it would follow out of sight, if not back to where it is tied to.
  const last = hidden(base, 'url') || base.upstreams ? {} : { maxRedirections: 0 }
  const whole = base.compose(addHeaders(base, last), ...interceptors, ...between, stampCall)
  const wrapped: Dispatcher = new Proxy(whole, {
    get(_whole, key) {
      if (key === WRAPPED) return true
      if (key === 'compose') {
        return function compose(...more: (Interceptor | Interceptor[])[]) {
          return assemble(base, [...composed, ...more.flat()])
        }
      }
      const owner = SENDING.test(String(key)) ? whole : base
      const value: unknown = Reflect.get(owner, key)
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

const STAMP = Symbol('waybill')

type Stamped = DispatchOptions & { readonly [STAMP]?: Waybill }

/**
 * Writes the caller's waybill on a request. Redirects and retries send it later, from the context of another request;
 * interceptors copy the options, and the stamp with them.
 */
function stampCall(next: Dispatch): Dispatch {
  return function stampDispatch(options, handler) {
    return next({ ...options, [STAMP]: current() } as Stamped, handler)
  }
}

function addHeaders(base: Dispatcher, last?: Partial<DispatchOptions>): Interceptor {
  // A Client or a pool is tied to origins, which requests need not name.
  const url = hidden(base, 'url') as URL | undefined
  const tied = url ? [url.origin] : []
  const readersOf = readersBy(base)
  return function addHeadersInterceptor(next) {
    return function addHeadersDispatch(options: Stamped, handler) {
      const waybill = options[STAMP]
      return next(
        waybill
          ? addToDispatch(waybill, options, base.upstreams ?? tied, readersOf, last)
          : options,
        handler,
      )
    }
  }
}
