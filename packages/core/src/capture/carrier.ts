/** One header's value, or its several values. */
export type HeaderValue = string | number | readonly string[] | undefined

/** A request as node:http and node:http2 give it. */
export interface NodeRequest {
  readonly headers: Readonly<Record<string, HeaderValue>>
  readonly rawHeaders: readonly string[]
}

/** Anything with `get` and `keys`, such as a message's properties behind a small wrapper. */
export interface KeyedCarrier {
  get(name: string): HeaderValue | null
  keys(): Iterable<string>
}

/**
 * What headers are read from: a request of node:http or http2, its `headers` or `rawHeaders`, a `Headers`, a Map, pairs
 * of name and value, a plain object, or anything with `get` and `keys`. Names may be in any case.
 */
export type Carrier =
  | NodeRequest
  | KeyedCarrier
  | Iterable<readonly [string, HeaderValue]>
  | readonly string[]
  | Readonly<Record<string, HeaderValue>>

/** Whether a carrier is a request, whose `rawHeaders` tell repeats apart where `headers` has joined them. */
export function isNodeRequest(carrier: Carrier): carrier is NodeRequest {
  return Array.isArray((carrier as Partial<NodeRequest> | undefined)?.rawHeaders)
}

/**
 * Calls `each` for every header of a carrier, its name in lower case, whatever its value is.
 * @throws what a getter of the carrier throws
 */
export function eachHeader(carrier: Carrier, each: (name: string, value: unknown) => void): void {
  if (typeof carrier !== 'object' || carrier === null) return
  if (isNodeRequest(carrier)) eachHeader(carrier.rawHeaders, each)
  else if (Array.isArray(carrier) && typeof carrier[0] === 'string') {
    for (let i = 1; i < carrier.length; i += 2) each(carrier[i - 1].toLowerCase(), carrier[i])
  } else if (Symbol.iterator in carrier) {
    for (const pair of carrier as Iterable<readonly [string, HeaderValue]>)
      if (typeof pair?.[0] === 'string') each(pair[0].toLowerCase(), pair[1])
  } else if (typeof carrier.get === 'function' && typeof carrier.keys === 'function') {
    const keyed = carrier as KeyedCarrier
    for (const name of keyed.keys()) each(name.toLowerCase(), keyed.get(name))
  } else {
    for (const name of Object.keys(carrier))
      each(name.toLowerCase(), (carrier as Record<string, HeaderValue>)[name])
  }
}
