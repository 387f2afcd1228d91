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
  return Array.isArray((carrier as Partial<NodeRequest>).rawHeaders)
}

/** Calls `each` for every header of a carrier, in order; the values of a repeated one come one by one. */
export function eachHeader(carrier: Carrier, each: (name: string, value: string) => void): void {
  eachEntry(carrier, function give(name: string, value: unknown): void {
    if (typeof value === 'string') each(name, value)
    else if (Array.isArray(value)) for (const one of value) give(name, one)
    else if (typeof value === 'number') each(name, String(value))
  })
}

/**
 * Calls `each` for every entry of a carrier, whatever its value is.
 * @throws what a getter of the carrier throws
 */
export function eachEntry(carrier: Carrier, each: (name: string, value: unknown) => void): void {
  if (carrier === null || typeof carrier !== 'object') return
  if (isNodeRequest(carrier)) eachRaw(carrier.rawHeaders, each)
  else if (Array.isArray(carrier) && typeof carrier[0] === 'string') eachRaw(carrier, each)
  else if (Symbol.iterator in carrier) {
    for (const pair of carrier as Iterable<readonly [string, HeaderValue]>) {
      if (typeof pair?.[0] === 'string') each(pair[0], pair[1])
    }
  } else if (typeof carrier.get === 'function' && typeof carrier.keys === 'function') {
    const keyed = carrier as KeyedCarrier
    for (const name of keyed.keys()) each(name, keyed.get(name))
  } else {
    for (const name of Object.keys(carrier))
      each(name, (carrier as Record<string, HeaderValue>)[name])
  }
}

/** All values of one header in a flat list of names and values. */
export function rawValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = []
  eachRaw(rawHeaders, (key, value) => {
    if (key.length === name.length && key.toLowerCase() === name) values.push(value)
  })
  return values
}

function eachRaw(rawHeaders: readonly string[], each: (name: string, value: string) => void): void {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    each(rawHeaders[i] as string, rawHeaders[i + 1] as string)
}
