/**
 * The URL of a path, with its query, at an origin, as text. The two are not parsed together: the path `//other/` or
 * `@other/` would name another host.
 * @throws TypeError when the origin is not a URL
 */
export function urlAt(origin: string | URL, path: string): string {
  return `${new URL(origin).origin}${path.startsWith('/') ? '' : '/'}${path}`
}
