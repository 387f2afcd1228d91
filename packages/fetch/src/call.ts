import type { Carrier, Waybill } from '@waybill/core'
import type { Dispatcher } from './dispatcher.ts'
import { addToCall } from './merge-headers.ts'

type Fetch = typeof globalThis.fetch

/** One call of `fetch`, with what the caller gave and what is added. */
export interface Call {
  readonly input: Parameters<Fetch>[0]
  readonly init: RequestInit & { dispatcher?: Dispatcher }
  readonly url: URL
  /** The headers that the caller set. */
  readonly callers: RequestInit['headers']
  readonly added: Readonly<Record<string, string>>
  /** Both together. */
  readonly headers: NonNullable<RequestInit['headers']>
}

/**
 * Reads one call.
 * @throws TypeError for what `fetch` would reject, or what cannot be read
 */
export function readCall(waybill: Waybill, input: Call['input'], given?: RequestInit): Call {
  const init = copyInit(given ?? {})
  const url = new URL(isRequest(input) ? input.url : input)
  let callers = init.headers === undefined && isRequest(input) ? input.headers : init.headers
  if (callers !== undefined && !isObject(callers)) throw new TypeError('wrong headers')
  // What can be iterated only once is read here, for `fetch` and for us.
  if (isOneShot(callers)) callers = [...callers]
  const added = waybill.forward(url, callers as Carrier | undefined)
  return { input, init, url, callers, added, headers: addToCall(callers, added) }
}

/** Whether what `fetch` is given is a Request, of whatever class. */
export function isRequest(input: unknown): input is Request {
  return isObject(input) && 'url' in input && 'clone' in input
}

// What `fetch` reads of its options, whether own, inherited or from a getter: a Request serves, too.
const MEMBERS = [
  'method',
  'headers',
  'body',
  'referrer',
  'referrerPolicy',
  'mode',
  'credentials',
  'cache',
  'redirect',
  'integrity',
  'keepalive',
  'signal',
  'duplex',
  'priority',
  'dispatcher',
] as const

function copyInit(given: RequestInit): Call['init'] {
  if (!isObject(given)) throw new TypeError('wrong options')
  const copy: Record<string, unknown> = { ...given }
  for (const name of MEMBERS) {
    if (Object.hasOwn(copy, name)) continue
    const value = (given as Record<string, unknown>)[name]
    if (value !== undefined) copy[name] = value
  }
  return copy
}

function isOneShot(headers: RequestInit['headers']): headers is [string, string][] {
  return (
    isObject(headers) &&
    Symbol.iterator in headers &&
    !Array.isArray(headers) &&
    !('append' in headers)
  )
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
