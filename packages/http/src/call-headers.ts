/** The shapes that `http.request` takes for headers: an object, a flat list of names and values, or pairs. */
export type CallHeaders =
  | Readonly<Record<string, string | readonly string[]>>
  | readonly string[]
  | readonly (readonly [string, string])[]

/**
 * A copy of headers, in the same shape, with others behind.
 * @throws TypeError for a flat list whose last name has no value; node:http would show all of it in its error
 */
export function withHeaders(
  headers: CallHeaders | undefined,
  added: Readonly<Record<string, string>>,
): CallHeaders {
  if (!headers) return { ...added }
  if (Array.isArray(headers)) {
    const pairs = Object.entries(added)
    if (Array.isArray(headers[0])) return [...headers, ...pairs]
    if (headers.length % 2) throw new TypeError()
    return [...headers, ...pairs.flat()]
  }
  // A spread of two takes ten times as long on Node 20, but copies a header of this name, too.
  return '__proto__' in added || Object.hasOwn(headers, '__proto__')
    ? { ...headers, ...added }
    : Object.assign({}, headers, added)
}
