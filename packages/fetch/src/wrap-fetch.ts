import { current } from '@waybill/core'
import type { Fetch } from './call.ts'
import { refusal } from './refusal.ts'
import { send } from './send.ts'
import { WRAPPED } from './wrapped.ts'

/**
 * A `fetch` whose calls carry the headers of the request that is being handled, decided anew at each hop of a redirect.
 * Takes the global one, undici's, or any other with the same signature. Nothing global is touched.
 * @returns a new function; a wrapped one as it is
 */
export function wrapFetch<F extends Fetch>(fetch: F): F {
  if (typeof fetch !== 'function')
    throw refusal('wrapFetch takes a fetch function', fetch, 'wrapFetch(globalThis.fetch)')
  return WRAPPED in fetch ? fetch : (wrapping(() => fetch) as F)
}

/** The same, for a function that is looked up at each call. */
export function wrapping(lookUp: () => Fetch): Fetch {
  const waybillFetch: Fetch = function waybillFetch(input, init) {
    const fetch = lookUp()
    const waybill = current()
    return waybill && !waybill.isEmpty ? send(fetch, waybill, input, init) : fetch(input, init)
  }
  return Object.assign(waybillFetch, { [WRAPPED]: true })
}
