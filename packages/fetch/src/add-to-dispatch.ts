import { type Carrier, urlAt, type Waybill } from '@waybill/core'
import type { Dispatcher, DispatchOptions } from './dispatcher.ts'
import { hidden } from './hidden.ts'
import { withAdded } from './with-added.ts'

/** The options of a dispatch with what a waybill adds. What is wrong with them, undici says itself. */
export function addToDispatch(
  base: Dispatcher,
  waybill: Waybill,
  options: DispatchOptions,
): DispatchOptions {
  const { method, origin, path, query } = options
  // A tunnel carries nothing itself.
  if (method === 'CONNECT') return options
  try {
    const tied = tiedTo(base)
    // A signature may be in the query.
    const whole = query ? `${path}?${new URLSearchParams(query)}` : path
    const targets = [...tied, ...(origin ? [origin] : [])].map((one) => urlAt(one, whole))
    // A path that is a whole URL is meant for a proxy, so the request goes to both.
    if (!path.startsWith('/')) targets.push(path)
    const { headers } = withAdded(waybill, targets, options.headers ?? undefined)
    return {
      ...options,
      // undici takes a flat list from an array.
      headers: (Array.isArray(headers) ? headers.flat() : headers) as Carrier,
      // undici 6 would follow redirects out of sight, if not back to where it is tied to.
      ...(tied.length === 0 && { maxRedirections: 0 }),
    }
  } catch {
    return options
  }
}

/** The origins that a Client or a pool goes to, which requests need not name. */
function tiedTo(base: Dispatcher): readonly (string | URL)[] {
  const url = hidden(base, 'url') as URL | undefined
  return base.upstreams ?? (url ? [url] : [])
}
