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
  if (!Array.isArray(headers)) return { ...headers, ...added }
  const pairs = Object.entries(added)
  if (Array.isArray(headers[0])) return [...headers, ...pairs]
  if (headers.length % 2 !== 0) throw new TypeError('a name without a value')
  return [...headers, ...pairs.flat()]
}
