import type { Waybill } from '@waybill/core'
import { membersOf } from './members.ts'
import { withAdded } from './with-added.ts'
import { REFUSED } from './wrapped.ts'

export type Fetch = typeof globalThis.fetch
export type Input = Parameters<Fetch>[0]

/** One call of `fetch`, or one hop of it, with the headers of the waybill. */
export interface Call {
  /** The input if it is a Request, of whatever class; or else an object with nothing in it. */
  readonly request: Partial<Request>
  readonly url: string
  /** What to give to `fetch` beside the input. */
  readonly options: RequestInit
  readonly added: Readonly<Record<string, string>>
  /** Whether redirects are to be followed. */
  readonly isFollowed: boolean
}

/**
 * Reads one call.
 * @throws TypeError for what `fetch` would reject, and for what cannot be read
 */
export function readCall(waybill: Waybill, input: Input, init: RequestInit | undefined): Call {
  const request: Partial<Request> = typeof input === 'object' && 'clone' in input ? input : {}
  const url = request.url ?? String(input)
  const options: RequestInit & { [REFUSED]?: readonly string[] } = membersOf(init ?? {})
  const { headers: given = request.headers, redirect = request.redirect } = options
  if (given === null) throw new TypeError('no headers')
  const { added, headers } = withAdded(waybill, url, given, options[REFUSED])
  options.headers = Array.isArray(headers) ? new Headers(headers) : (headers as HeadersInit)
  const isFollowed = (redirect ?? 'follow') === 'follow'
  if (isFollowed) {
    // It is meant for the last answer alone, and only `fetch` itself knows which that is before it looks.
    if (options.integrity || request.integrity) throw new TypeError('no redirects')
    options.redirect = 'manual'
  }
  return { request, url, options, added, isFollowed }
}
