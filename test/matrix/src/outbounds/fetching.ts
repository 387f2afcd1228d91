import type { Outbound } from '@waybill/testing'

/** A call of a function with the signature of `fetch`. */
export function fetching(fetch: typeof globalThis.fetch): Outbound['call'] {
  return async (url, headers) => (await fetch(url, { headers })).json()
}
