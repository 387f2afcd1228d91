import type { Waybill } from '@waybill/core'
import { type Fetch, type Input, optionsWithAdded, readCall } from './call.ts'
import { nextHop, type Redirects } from './next-hop.ts'

/**
 * Sends a call with the headers of the waybill, and follows its redirects with the headers decided anew at each hop:
 * `fetch` itself would follow them out of sight.
 */
export function send(
  fetch: Fetch,
  waybill: Waybill,
  input: Input,
  init?: RequestInit,
  redirects?: Redirects,
): Promise<Response> {
  let own: RequestInit
  let options: RequestInit
  let isFollowed = false
  let copy: Request | undefined
  try {
    const call = readCall(input, init)
    const { request } = call
    own = call.options
    options = optionsWithAdded(waybill, call)
    isFollowed = (own.redirect ?? request.redirect ?? 'follow') === 'follow'
    if (isFollowed) {
      // It is meant for the last answer alone, and only `fetch` itself knows which that is before it looks.
      if (own.integrity || request.integrity) throw new TypeError('no redirects')
      options.redirect = 'manual'
      // The body of a Request is read once; a hop that keeps the method sends this copy.
      if (request.body) copy = request.clone?.()
    }
  } catch {
    // What cannot be read is left to `fetch`, which says what is wrong with it.
    return fetch(input, init)
  }
  if (!isFollowed) return fetch(input, options)
  // All that this function names is kept until the answer is there, so it names little, and is not async.
  return Promise.resolve(fetch(input, options)).then((response) => {
    const isRedirect = [301, 302, 303, 307, 308].includes(response?.status)
    const location = isRedirect ? response.headers.get('location') : null
    if (location !== null) {
      const call = readCall(input, own)
      return nextHop(call, response.status, location, copy, redirects).then(async (next) => {
        await letGo(response.body)
        return send(fetch, waybill, next.url, next.init, next.redirects)
      })
    }
    // What the copy holds in memory is free again; the answer must not wait for that.
    if (copy) letGo(copy.body)
    return redirects
      ? Object.defineProperties(response, {
          redirected: { value: true },
          type: { value: redirects.type ?? response.type },
        })
      : response
  })
}

/** Lets go of a body that nobody reads, and of its connection. Not every `fetch` has a web stream for it. */
async function letGo(body: { cancel?(): unknown; resume?(): unknown } | null): Promise<void> {
  try {
    await (body?.cancel ?? body?.resume)?.call(body)
  } catch {}
}
