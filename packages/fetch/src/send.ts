import type { Waybill } from '@waybill/core'
import { type Call, type Fetch, type Input, readCall } from './call.ts'
import { failed, nextHop } from './next-hop.ts'

/**
 * Sends a call with the headers of the waybill, and follows its redirects with the headers decided anew at each hop:
 * `fetch` itself would follow them out of sight.
 * @param hops how many redirects have led here
 * @param type the type that the answer has by them, if not its own
 */
export async function send(
  fetch: Fetch,
  waybill: Waybill,
  input: Input,
  init?: RequestInit,
  hops = 0,
  type?: ResponseType,
): Promise<Response> {
  let call: Call
  let copy: Request | false | null | undefined
  try {
    call = readCall(waybill, input, init)
    // The body of a Request is read once; a hop that keeps the method sends this copy.
    copy = call.isFollowed && call.request.body && call.request.clone?.()
  } catch {
    // What cannot be read is left to `fetch`, which says what is wrong with it.
    return fetch(input, init)
  }
  const response = await fetch(input, call.options)
  const isRedirect = call.isFollowed && [301, 302, 303, 307, 308].includes(response?.status)
  const location = isRedirect ? response.headers.get('location') : null
  if (location !== null) {
    if (hops === 20) throw failed('redirect count exceeded')
    const next = await nextHop(call, response.status, location, copy || null)
    await letGo(response.body)
    return send(fetch, waybill, next.url, next.init, hops + 1, next.isAway ? 'cors' : type)
  }
  // What the copy holds in memory is free again; the answer must not wait for that.
  if (copy) letGo(copy.body)
  return hops > 0
    ? Object.defineProperties(response, {
        redirected: { value: true },
        type: { value: type ?? response.type },
      })
    : response
}

/** Lets go of a body that nobody reads, and of its connection. Not every `fetch` has a web stream for it. */
async function letGo(body: { cancel?(): unknown; resume?(): unknown } | null): Promise<void> {
  try {
    await (body?.cancel ?? body?.resume)?.call(body)
  } catch {}
}
