import type { Waybill } from '@waybill/core'
import { membersOf } from './members.ts'
import { withAdded } from './with-added.ts'
import { REFUSED } from './wrapped.ts'

export type Fetch = typeof globalThis.fetch
export type Input = Parameters<Fetch>[0]

/** One call of `fetch`, or one hop of it, as the caller gave it. It is kept until the answer is there. */
export interface Call {
  /** The input if it is a Request, of whatever class; or else an object with nothing in it. */
  readonly request: Partial<Request>
  readonly url: string
  /** A copy of the options, and of the headers in them, or else of those of the Request. */
  readonly options: RequestInit & { readonly [REFUSED]?: readonly string[] }
}

const NOTHING = Object.freeze({})

/**
 * Reads one call.
 * @throws TypeError for headers that are no object, which `fetch` rejects, and for what cannot be read
 */
export function readCall(input: Input, init: RequestInit | undefined): Call {
  const request: Partial<Request> = typeof input === 'object' && 'clone' in input ? input : NOTHING
  const url = request.url ?? String(input)
  // Most calls have neither, and nothing of them needs to be kept.
  if (!init && request === NOTHING) return { request, url, options: NOTHING }
  const options = membersOf(init ?? NOTHING)
  const { headers = request.headers } = options
  if (headers === null) throw new TypeError('no headers')
  // An iterator can be read once.
  if (headers) options.headers = Symbol.iterator in headers ? [...headers] : { ...headers }
  return { request, url, options }
}

/** The options to give to `fetch` for a call, with the headers that the waybill adds. */
export function optionsWithAdded(waybill: Waybill, { url, options }: Call): RequestInit {
  const { headers } = withAdded(waybill, url, options.headers, options[REFUSED])
  return Object.assign({}, options, {
    headers: (Array.isArray(headers) ? new Headers(headers) : headers) as HeadersInit,
  })
}
