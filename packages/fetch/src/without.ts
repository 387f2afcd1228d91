type Pair = readonly [name: unknown, value?: unknown]

/**
 * The headers of a dispatch without those that still are as they were added. A list becomes one of pairs of name and
 * value; nothing else is copied if nothing was added.
 */
export function without(
  headers: object | null | undefined,
  added: Readonly<Record<string, string>> | undefined,
): object | undefined {
  if (!headers) return
  const isList = Symbol.iterator in headers
  if (!isList && !added) return headers
  const isOwn = ([name, value]: Pair) =>
    !added || (added[`${name}`.toLowerCase()] ?? added) !== value
  if (isList) {
    const list = [...(headers as Iterable<unknown>)]
    // A flat list may hold several values in place of one.
    const pairs = Array.isArray(headers)
      ? list.flatMap((_, i) => (i % 2 ? [] : [list.slice(i, i + 2)]))
      : list
    return (pairs as unknown as Pair[]).filter(isOwn)
  }
  return Object.fromEntries(Object.entries(headers).filter(isOwn))
}
