import { type Carrier, urlAt, type Waybill } from '@waybill/core'
import type { DispatchOptions } from './dispatcher.ts'
import { withAdded } from './with-added.ts'

/**
 * The options of a dispatch with what a waybill adds. What is wrong with them, undici says itself.
 * @param tied the origins that the dispatcher goes to, whatever origin the options name
 */
export function addToDispatch(
  waybill: Waybill,
  options: DispatchOptions,
  tied: readonly string[],
): DispatchOptions {
  const { method, origin, path, query } = options
  // A tunnel carries nothing itself.
  if (method === 'CONNECT') return options
  try {
    // A signature may be in the query.
    const whole = query ? `${path}?${new URLSearchParams(query)}` : path
    const targets = (origin ? [...tied, origin] : tied).map((one) => urlAt(one, whole))
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
