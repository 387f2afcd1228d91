import { type Carrier, current, type Waybill } from '@waybill/core'
import type { Dispatcher } from './dispatcher.ts'
import { followRedirects } from './follow-redirects.ts'
import { hopDispatcher } from './hop-dispatcher.ts'
import { mergeForFetch } from './merge-headers.ts'

type Fetch = typeof globalThis.fetch
type Input = Parameters<Fetch>[0]
type Init = RequestInit & { dispatcher?: Dispatcher }

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
      `@waybill/fetch: wrapFetch takes a fetch function, got ${typeof fetch}; write wrapFetch(globalThis.fetch)`,
    )
  }
  return WRAPPED in fetch ? fetch : (wrapping(() => fetch) as F)
}

/** The same, for a function that is looked up at each call. */
export function wrapping(lookUp: () => Fetch): Fetch {
  function waybillFetch(input: Input, init?: Init): Promise<Response> {
    const fetch = lookUp()
    const waybill = current()
    if (!waybill || waybill.isEmpty) return fetch(input, init)
    let call: Call
    try {
      call = prepare(waybill, input, init)
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

/** One call, with what the caller gave and what is added. */
export interface Call {
  readonly input: Input
  readonly init: RequestInit
  readonly url: URL
  readonly callers: Carrier | undefined
  readonly added: Readonly<Record<string, string>>
}

function prepare(waybill: Waybill, givenInput: Input, givenInit: Init | undefined): Call {
  // A Request may also stand for the options, which then cannot be copied by their own properties.
  const isRequestInit = isRequest(givenInit)
  const input = isRequestInit
    ? new (givenInit.constructor as typeof Request)(givenInput, givenInit)
    : givenInput
  const init = isRequestInit ? {} : (givenInit ?? {})
  const url = new URL(isRequest(input) ? input.url : input)
  const callers = (init.headers ?? (isRequest(input) ? input.headers : undefined)) as
    | Carrier
    | undefined
  return { input, init, url, callers, added: waybill.forward(url, callers) }
}

function send(fetch: Fetch, waybill: Waybill, call: Call): Promise<Response> {
  const { input, callers, added } = call
  const init = call.init as Init
  const merged = { ...init, headers: mergeForFetch(callers, added) }
  const dispatcher = hopDispatcher(waybill, added, init.dispatcher, () => usesDispatcher.add(fetch))
  const redirect = init.redirect ?? (isRequest(input) ? input.redirect : 'follow')
  if (redirect !== 'follow' || usesDispatcher.has(fetch)) {
    return fetch(input, { ...merged, dispatcher } as RequestInit)
  }
  // Not known to use dispatchers, so its redirects are followed here, hop by hop.
  return followRedirects(fetch, waybill, { ...call, init: { ...init, dispatcher } as RequestInit })
}

function isRequest(input: unknown): input is Request {
  return typeof input === 'object' && input !== null && 'url' in input && 'clone' in input
}
