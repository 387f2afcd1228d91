import type { Carrier, Waybill } from '@waybill/core'
import { type Call, isRequest } from './call.ts'
import { addToCall } from './merge-headers.ts'

type Fetch = typeof globalThis.fetch

const MOST_REDIRECTS = 20
const BODY_HEADERS = [
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-type',
]
const ORIGIN_HEADERS = ['authorization', 'cookie', 'host', 'proxy-authorization']

/**
 * Follows redirects by the rules of the fetch standard, with the headers of the waybill decided anew at each hop, for a
 * `fetch` that would follow them out of sight (Bun, Deno, Workers, a polyfill).
 * @see https://fetch.spec.whatwg.org/#http-redirect-fetch
 */
export async function followRedirects(
  fetch: Fetch,
  waybill: Waybill,
  call: Call,
): Promise<Response> {
  const request = isRequest(call.input) ? call.input : undefined
  // The body of a Request is read once; a hop that keeps the method sends this copy.
  const copy = request?.body ? request.clone() : undefined
  let url = call.url
  let response = await fetch(call.input, {
    ...call.init,
    headers: call.headers,
    redirect: 'manual',
  })
  if (!isRedirect(response)) {
    // What the copy holds in memory is free again; the answer must not wait for that.
    copy?.body?.cancel().catch(() => undefined)
    return response
  }
  let method = call.init.method ?? request?.method ?? 'GET'
  let body = call.init.body ?? (copy ? await copy.blob() : null)
  let type = response.type
  const headers = new Headers(call.callers)
  for (let hops = 1; isRedirect(response); hops++) {
    const next = nextUrl(response, url)
    if (hops > MOST_REDIRECTS) throw failed('redirect count exceeded')
    if (losesBody(response.status, method.toUpperCase())) {
      method = 'GET'
      body = null
      for (const name of BODY_HEADERS) headers.delete(name)
    } else if (body !== null && !isReplayable(body))
      throw failed('the body is a stream, which cannot be sent again')
    if (next.origin !== url.origin) for (const name of ORIGIN_HEADERS) headers.delete(name)
    if (next.origin !== call.url.origin) type = 'cors'
    // Not every `fetch` has a web stream for its body.
    await response.body?.cancel?.()
    url = next
    response = await fetch(url.href, {
      ...(request && {
        signal: request.signal,
        credentials: request.credentials,
        cache: request.cache,
      }),
      ...call.init,
      method,
      body,
      headers: addToCall(headers, waybill.forward(url, headers as Carrier)),
      redirect: 'manual',
    })
    Object.defineProperties(response, { redirected: { value: true }, type: { value: type } })
  }
  return response
}

function isRedirect(response: Response): boolean {
  return [301, 302, 303, 307, 308].includes(response?.status) && response.headers.has('location')
}

function losesBody(status: number, method: string): boolean {
  return status === 303 ? method !== 'GET' && method !== 'HEAD' : status < 303 && method === 'POST'
}

function nextUrl(response: Response, url: URL): URL {
  let next: URL
  try {
    next = new URL(decodeLocation(response.headers.get('location') as string), url)
  } catch {
    throw failed('the location of a redirect is not a URL')
  }
  if (next.protocol !== 'http:' && next.protocol !== 'https:')
    throw failed('URL scheme must be a HTTP(S) scheme')
  if (next.hash === '') next.hash = url.hash
  return next
}

/** A location with the bytes of UTF-8 in it, one a character, as headers are read, becomes what they stand for. */
function decodeLocation(location: string): string {
  if (!/[\x80-\xff]/.test(location)) return location
  return new TextDecoder().decode(Uint8Array.from(location, (one) => one.charCodeAt(0)))
}

/** The error that `fetch` rejects with, its reason as the cause. */
function failed(reason: string): TypeError {
  return new TypeError('fetch failed', { cause: new Error(reason) })
}

function isReplayable(body: NonNullable<RequestInit['body']>): boolean {
  return !(body instanceof ReadableStream || Symbol.asyncIterator in Object(body))
}
