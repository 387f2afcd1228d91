/** One request as it arrived: each header by its name in lower case, a repeated one as a list of its values. */
export interface Received {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
}

/** Reads a request from flat names and values, as they stood on the wire. */
export function describeReceived(
  method: string,
  path: string,
  rawHeaders: readonly string[],
): Received {
  const headers: Record<string, string | string[]> = Object.create(null)
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase()
    const value = rawHeaders[i + 1] as string
    const earlier = headers[name]
    headers[name] = earlier === undefined ? value : [earlier, value].flat()
  }
  return { method, path, headers }
}
