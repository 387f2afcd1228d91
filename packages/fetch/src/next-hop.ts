import type { Call } from './call.ts'
import { hidden } from './hidden.ts'
import { membersOf } from './members.ts'

/** The redirects that have led to a call. */
export interface Redirects {
  readonly count: number
  /** The type that the answer has by them, if not its own. */
  readonly type?: ResponseType | undefined
}

/** What to call where a redirect leads. */
export interface NextHop {
  readonly url: string
  readonly init: RequestInit & { dispatcher?: unknown }
  readonly redirects: Redirects
}

/**
 * The call that follows a redirect, by the rules of the fetch standard.
 * @param copy of the Request, if that has a body
 * @throws TypeError for a redirect that cannot be followed, as `fetch` does
 * @see https://fetch.spec.whatwg.org/#http-redirect-fetch
 */
export async function nextHop(
  { request, url, options }: Call,
  status: number,
  location: string,
  copy: Request | undefined,
  { count, type }: Redirects = { count: 0 },
): Promise<NextHop> {
  if (count === 20) throw failed('redirect count exceeded')
  // Headers are read a character a byte; the bytes may be those of UTF-8.
  const text = location.replace(/[\x80-\xff]/g, escape)
  const next = URL.canParse(text, url) ? new URL(text, url) : undefined
  if (!next || !/^https?:/.test(next.protocol)) throw failed('not a HTTP(S) URL')
  const isAway = next.origin !== new URL(url).origin
  const init: NextHop['init'] & { method: string } = {
    method: 'GET',
    ...membersOf(request),
    dispatcher: hidden(request, 'dispatcher'),
    ...options,
    redirect: 'follow',
  }
  const losesBody = /^(30[12] post|303 (?!(get|head)$))/i.test(`${status} ${init.method}`)
  if (losesBody) init.method = 'GET'
  init.body = losesBody ? null : (options.body ?? (await copy?.blob()) ?? null)
  if (Symbol.asyncIterator in Object(init.body)) throw failed('the body is a stream')
  init.headers = [...new Headers(options.headers)].filter(
    ([name]) =>
      !(losesBody && /^content-/.test(name)) &&
      !(isAway && /^(host|cookie|(proxy-)?authorization)$/.test(name)),
  )
  return { url: next.href, init, redirects: { count: count + 1, type: isAway ? 'cors' : type } }
}

/** The error that `fetch` rejects with, its reason as the cause. */
function failed(reason: string): TypeError {
  return new TypeError('fetch failed', { cause: new Error(reason) })
}
