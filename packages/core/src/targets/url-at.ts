const PLAIN_ORIGIN = /^https?:\/\/[\w.:[\]-]+$/

/**
 * The URL of a path, with its query, at an origin, as text. The two are not parsed together: the path `//other/` or
 * `@other/` would name another host.
 * @throws TypeError when the origin is not a URL
 */
export function urlAt(origin: string | URL, path: string): string {
  const text = String(origin)
  // What is plain needs no parser.
  const whole = PLAIN_ORIGIN.test(text) ? text : new URL(text).origin
  return `${whole}${path.startsWith('/') ? '' : '/'}${path}`
}
