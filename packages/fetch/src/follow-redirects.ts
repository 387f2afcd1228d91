import type { Waybill } from '@waybill/core'
import { mergeForFetch } from './merge-headers.ts'
import type { Call } from './wrap-fetch.ts'

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
  const request = typeof call.input === 'object' && 'clone' in call.input ? call.input : undefined
  // The body of a Request is read once; a hop that keeps the method sends this copy.
  const copy = request?.body ? request.clone() : undefined
  let url = call.url
  let response = await fetch(call.input, {
    ...call.init,
    headers: mergeForFetch(call.callers, call.added),
    redirect: 'manual',
  } as RequestInit)
  let method = (call.init.method ?? request?.method ?? 'GET').toUpperCase()
  let body = call.init.body ?? (isRedirect(response) && copy ? await copy.blob() : null)
  const headers = new Headers(call.callers as HeadersInit | undefined)
  for (let hops = 1; isRedirect(response); hops++) {
    const next = nextUrl(response, url)
    if (hops > MOST_REDIRECTS) throw failed('redirect count exceeded')
    if (
      response.status === 303
        ? method !== 'GET' && method !== 'HEAD'
        : response.status < 303 && method === 'POST'
    ) {
      method = 'GET'
      body = null
      for (const name of BODY_HEADERS) headers.delete(name)
    } else if (body !== null && !isReplayable(body))
      throw failed('the body is a stream, which cannot be sent again')
    if (next.origin !== url.origin) for (const name of ORIGIN_HEADERS) headers.delete(name)
    await response.body?.cancel()
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
      headers: mergeForFetch(headers, waybill.forward(url, headers)),
      redirect: 'manual',
    } as RequestInit)
    Object.defineProperty(response, 'redirected', { value: true })
  }
  return response
}

function isRedirect(response: Response): boolean {
  return [301, 302, 303, 307, 308].includes(response.status) && response.headers.has('location')
}

function nextUrl(response: Response, url: URL): URL {
  let next: URL
  try {
    next = new URL(response.headers.get('location') as string, url)
  } catch {
    throw failed('the location of a redirect is not a URL')
  }
  if (next.protocol !== 'http:' && next.protocol !== 'https:')
    throw failed('URL scheme must be a HTTP(S) scheme')
  if (next.hash === '') next.hash = url.hash
  return next
}

/** The error that `fetch` rejects with, its reason as the cause. */
function failed(reason: string): TypeError {
  return new TypeError('fetch failed', { cause: new Error(reason) })
}

function isReplayable(body: NonNullable<RequestInit['body']>): boolean {
  return !(body instanceof ReadableStream || Symbol.asyncIterator in Object(body))
}
