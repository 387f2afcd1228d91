/**
 * The URL of a path, with its query, at an origin. The two are not parsed together: the path `//other/` would name
 * another host.
 * @throws TypeError when the origin is not a URL
 */
export function urlAt(origin: string | URL, path: string): URL {
  const url = new URL(origin)
  const query = path.indexOf('?')
  url.pathname = query < 0 ? path : path.slice(0, query)
  url.search = query < 0 ? '' : path.slice(query)
  return url
}
