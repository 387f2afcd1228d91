import { type Carrier, urlAt, type Waybill } from '@waybill/core'
import type { DispatchOptions } from './dispatcher.ts'
import type { ReadersOf } from './proxy.ts'
import { withAdded } from './with-added.ts'
import { without } from './without.ts'

const ADDED = Symbol()

type Marked = DispatchOptions & { readonly [ADDED]?: Readonly<Record<string, string>> }

/**
 * The options of a dispatch with what a waybill adds, in place of what it has added before: an interceptor may have
 * turned the request to another place since. What is wrong with them, undici says itself.
 * @param tied the origins that the dispatcher goes to, whatever origin the options name
 * @param readersOf gives the proxies, if there are any, that read a request to a URL
 * @param last what else to set when nothing of ours comes behind
 */
export function addToDispatch(
  waybill: Waybill,
  options: Marked,
  tied: readonly string[],
  readersOf: ReadersOf | undefined,
  last: Partial<DispatchOptions> | undefined,
): DispatchOptions {
  const { method, origin, path, query, [ADDED]: before } = options
  // A tunnel carries nothing itself.
  if (method === 'CONNECT') return options
  let { headers } = options as { headers?: object | null | undefined }
  let added = {}
  try {
    headers = without(headers, before)
    // Who has signed the request since, may have signed what was added. By its headers: a redirect may lead to a URL
    // that is signed, and that is another place.
    if (
      before &&
      waybill
        .explain('http://a', headers as Carrier)
        .some(({ reason }) => reason === 'signed-request')
    )
      return options
    // A signature may be in the query.
    const whole = query ? `${path}?${new URLSearchParams(query)}` : path
    const targets = (origin ? [...tied, origin] : tied).map((one) => urlAt(one, whole))
    if (readersOf) targets.push(...targets.flatMap(readersOf))
    // A path that is a whole URL is meant for a proxy, so the request goes to both.
    if (!path.startsWith('/')) targets.push(path)
    ;({ added, headers } = withAdded(waybill, targets, headers))
  } catch {}
  return {
    ...options,
    // undici takes a flat list from an array.
    headers: (Array.isArray(headers) ? headers.flat() : headers) as Carrier,
    ...(last ?? { [ADDED]: added }),
  } as Marked
}
