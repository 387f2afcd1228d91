/** A call that the service under test made to the echo. */
export interface Call {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** What came under a name in lower case, in order. */
  valuesOf(name: string): readonly string[]
  /** The names that came, in lower case. */
  readonly names: ReadonlySet<string>
  /** Answers it, once; until then the service waits. */
  answer(): void
}

/** Reads a call from flat names and values, as they stood on the wire. */
export function createCall(
  method: string,
  url: string,
  rawHeaders: readonly string[],
  answer: () => void,
): Call {
  const values = new Map<string, string[]>()
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase()
    values.set(name, [...(values.get(name) ?? []), rawHeaders[i + 1] ?? ''])
  }
  let isAnswered = false
  return {
    method,
    path: url.split('?', 1)[0] ?? url,
    names: new Set(values.keys()),
    valuesOf: (name) => values.get(name) ?? [],
    answer() {
      if (!isAnswered) answer()
      isAnswered = true
    },
  }
}
