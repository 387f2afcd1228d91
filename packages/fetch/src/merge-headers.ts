import type { Carrier } from '@waybill/core'

type Given = Carrier | null | undefined
type Values = Readonly<Record<string, string>>
type Entry = [name: string, value: unknown]

/** A copy of headers with others, in a shape that `fetch` takes: an object, or pairs. */
export function mergeForFetch(headers: Given, add: Values): HeadersInit {
  const merged = merge(headers, add, {})
  // undici loses `__proto__`, a legal name, when it reads an object.
  const isSafe = isObject(headers) && !merged.some(([name]) => name === '__proto__')
  return (isSafe ? Object.fromEntries(merged) : merged) as HeadersInit
}

/**
 * A copy of headers with others and without some, in a shape that a dispatcher takes: an object, or a flat list.
 * @param without names to leave out where they have just this value
 */
export function mergeForDispatch(headers: Given, add: Values, without: Values = {}): Carrier {
  const merged = merge(headers, add, without)
  return (isObject(headers) ? Object.fromEntries(merged) : merged.flat()) as Carrier
}

function merge(headers: Given, add: Values, without: Values): Entry[] {
  const kept = entriesOf(headers).filter(
    ([name, value]) => without[String(name).toLowerCase()] !== value,
  )
  return [...kept, ...Object.entries(add)]
}

function entriesOf(headers: Given): Entry[] {
  if (headers === null || headers === undefined) return []
  if (isObject(headers)) return Object.entries(headers)
  const items = [...(headers as Iterable<unknown>)]
  if (typeof items[0] !== 'string') return items as Entry[]
  return items.flatMap((name, i): Entry[] => (i % 2 === 0 ? [[name as string, items[i + 1]]] : []))
}

function isObject(headers: Given): boolean {
  return headers === null || headers === undefined || !(Symbol.iterator in headers)
}
