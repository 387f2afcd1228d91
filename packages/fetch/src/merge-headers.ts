import type { Carrier } from '@waybill/core'

type CallHeaders = RequestInit['headers']
type DispatchHeaders = Carrier | null | undefined

/** A copy of the headers of a `fetch` call, in the shape they came in, with others behind. */
export function addToCall(
  headers: CallHeaders,
  add: Readonly<Record<string, string>>,
): NonNullable<CallHeaders> {
  const pairs = Object.entries(add)
  if (Array.isArray(headers)) return [...headers, ...pairs]
  if (isHeaders(headers)) {
    const copy = new (headers.constructor as typeof Headers)(headers)
    for (const [name, value] of pairs) copy.append(name, value)
    return copy
  }
  // undici loses `__proto__`, a legal name, when it reads an object.
  return Object.hasOwn(add, '__proto__')
    ? [...Object.entries(headers ?? {}), ...pairs]
    : { ...headers, ...add }
}

/**
 * A copy of the headers of a dispatch, as an object or a flat list, without some names and with others behind.
 * @throws TypeError for what undici does not take
 */
export function addToDispatch(
  headers: DispatchHeaders,
  add: Readonly<Record<string, string>>,
  without: Readonly<Record<string, string>> = {},
): unknown[] | Record<string, unknown> {
  const isKept = (name: unknown): boolean => !Object.hasOwn(without, String(name).toLowerCase())
  const whole = readOnce(headers) ?? {}
  if (typeof whole !== 'object') throw new TypeError('wrong headers')
  if (!Array.isArray(whole)) {
    const kept = Object.entries(whole).filter(([name]) => isKept(name))
    return Object.fromEntries([...kept, ...Object.entries(add)])
  }
  const kept = whole.filter((_, i) => isKept(whole[i - (i % 2)]))
  return [...kept, ...Object.entries(add).flat()]
}

/** Headers that can be read more than once, as undici takes them: what can only be iterated becomes a flat list. */
export function readOnce(headers: DispatchHeaders): DispatchHeaders {
  const isPairs =
    typeof headers === 'object' &&
    headers !== null &&
    Symbol.iterator in headers &&
    !isList(headers)
  return isPairs ? ([...(headers as Iterable<[string, string]>)].flat() as string[]) : headers
}

function isList(headers: object): headers is unknown[] {
  return Array.isArray(headers)
}

function isHeaders(headers: CallHeaders): headers is Headers {
  return typeof (headers as Partial<Headers> | undefined)?.append === 'function'
}
