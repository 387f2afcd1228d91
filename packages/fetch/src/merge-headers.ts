import type { Carrier } from '@waybill/core'

/**
 * A copy of headers, in a shape that undici and fetch take, without some and with others.
 * @param without names to leave out when they have just this value
 */
export function mergeHeaders(
  headers: Carrier | null | undefined,
  add: Readonly<Record<string, string>>,
  without: Readonly<Record<string, string>> = {},
): string[] | [string, string][] | Record<string, string> {
  const isKept = (name: string, value: unknown): boolean => without[name.toLowerCase()] !== value
  if (Array.isArray(headers) && typeof headers[0] === 'string') {
    const kept = headers.filter((_, i) => isKept(headers[i - (i % 2)], headers[i - (i % 2) + 1]))
    return [...kept, ...Object.entries(add).flat()]
  }
  const isIterable = typeof headers === 'object' && headers !== null && Symbol.iterator in headers
  const entries = (
    isIterable ? [...(headers as Iterable<[string, string]>)] : Object.entries(headers ?? {})
  ) as [string, string][]
  const merged = [...entries.filter(([name, value]) => isKept(name, value)), ...Object.entries(add)]
  return isIterable ? merged : Object.fromEntries(merged)
}
