/** Headers as they stand on the wire: a name, its value, a name, its value. */
export type HeaderList = readonly string[]

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  // Node answers `Expect: 100-continue` itself.
  'expect',
])

/** The values of a header, one for each time it stands in the list. */
export function valuesOf(headers: HeaderList, name: string): string[] {
  return pairsOf(headers).flatMap(([key, value]) => (key.toLowerCase() === name ? [value] : []))
}

/** The list with one header of this name, where the first of them stood or at the end. */
export function withHeader(headers: HeaderList, name: string, value: string): HeaderList {
  const pairs = pairsOf(headers)
  const first = pairs.findIndex(([key]) => key.toLowerCase() === name)
  const others = pairs.map((pair, index): [string, string] =>
    index === first ? [name, value] : pair,
  )
  const kept = others.filter(([key], index) => index === first || key.toLowerCase() !== name)
  return (first === -1 ? [...kept, [name, value]] : kept).flat()
}

/** The list without what is meant for the next hop alone. */
export function withoutHopByHop(headers: HeaderList): HeaderList {
  const named = valuesOf(headers, 'connection').flatMap((value) => value.toLowerCase().split(','))
  const dropped = new Set([...hopByHop, ...named.map((name) => name.trim())])
  return pairsOf(headers)
    .filter(([key]) => !dropped.has(key.toLowerCase()))
    .flat()
}

function pairsOf(headers: HeaderList): [string, string][] {
  const pairs: [string, string][] = []
  for (let index = 0; index + 1 < headers.length; index += 2) {
    pairs.push([headers[index] as string, headers[index + 1] as string])
  }
  return pairs
}
