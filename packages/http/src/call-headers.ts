/** The shapes that `http.request` takes for headers: an object, a flat list of names and values, or pairs. */
export type CallHeaders =
  | Readonly<Record<string, string | readonly string[]>>
  | readonly string[]
  | readonly (readonly [string, string])[]

/** A copy of headers, in the same shape, with others behind. */
export function withHeaders(
  headers: CallHeaders | undefined,
  added: Readonly<Record<string, string>>,
): CallHeaders {
  if (!Array.isArray(headers)) return { ...headers, ...added }
  const pairs = Object.entries(added)
  return Array.isArray(headers[0]) ? [...headers, ...pairs] : [...headers, ...pairs.flat()]
}
