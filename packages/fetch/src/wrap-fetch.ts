import { current, type Waybill } from '@waybill/core'
import { type Call, isRequest, readCall } from './call.ts'
import type { Dispatcher } from './dispatcher.ts'
import { followRedirects } from './follow-redirects.ts'
import { hopDispatcher } from './hop-dispatcher.ts'

type Fetch = typeof globalThis.fetch

// @waybill/axios asks for it, too.
const WRAPPED = Symbol.for('@waybill/fetch.wrapped')

/** Those `fetch` functions that were seen to send through the dispatcher they are given, as undici's do. */
const usesDispatcher = new WeakSet<Fetch>()

/**
 * A `fetch` whose calls carry the headers of the request that is being handled, decided anew at each hop of a redirect.
 * Takes the global one, undici's, or any other with the same signature. Nothing global is touched.
 * @returns a new function; a wrapped one as it is
 */
export function wrapFetch<F extends Fetch>(fetch: F): F {
  if (typeof fetch !== 'function') {
    throw new TypeError(
      `@waybill/fetch: wrapFetch takes a fetch function, got ${fetch === null ? 'null' : typeof fetch}; write wrapFetch(globalThis.fetch)`,
    )
  }
  return WRAPPED in fetch ? fetch : (wrapping(() => fetch) as F)
}

/** The same, for a function that is looked up at each call. */
export function wrapping(lookUp: () => Fetch): Fetch {
  function waybillFetch(input: Call['input'], init?: RequestInit): Promise<Response> {
    const fetch = lookUp()
    const waybill = current()
    if (!waybill || waybill.isEmpty) return fetch(input, init)
    let call: Call
    try {
      call = readCall(waybill, input, init)
    } catch {
      // What cannot be read is left to `fetch`, which says what is wrong with it.
      return fetch(input, init)
    }
    return send(fetch, waybill, call)
  }
  return Object.assign(waybillFetch as Fetch, { [WRAPPED]: true })
}

/** Whether a function came from here, from this copy of the package or another. */
export function isWrapped(fetch: Fetch): boolean {
  return WRAPPED in fetch
}

function send(fetch: Fetch, waybill: Waybill, call: Call): Promise<Response> {
  const { input, added } = call
  const own = ownDispatcher(call)
  const dispatcher =
    own === HIDDEN ? undefined : hopDispatcher(waybill, added, own, () => usesDispatcher.add(fetch))
  const init = (dispatcher ? { ...call.init, dispatcher } : call.init) as Call['init']
  const redirect = init.redirect ?? (isRequest(input) ? input.redirect : 'follow')
  if (redirect !== 'follow' || (dispatcher && usesDispatcher.has(fetch))) {
    return fetch(input, { ...init, headers: call.headers })
  }
  // Not known to use dispatchers, so its redirects are followed here, hop by hop.
  return followRedirects(fetch, waybill, { ...call, init })
}

const HIDDEN = Symbol('hidden')

/** The dispatcher that a call brings. A Request may have one of its own, under a symbol, or out of reach. */
function ownDispatcher({ input, init }: Call): Dispatcher | typeof HIDDEN | undefined {
  if (init.dispatcher || !isRequest(input)) return init.dispatcher
  const key = Object.getOwnPropertySymbols(input).find(
    ({ description }) => description === 'dispatcher',
  )
  return key ? (input as unknown as Record<symbol, Dispatcher | undefined>)[key] : HIDDEN
}
