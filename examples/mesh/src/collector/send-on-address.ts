/**
 * Gives the address of an API's `path` under a base address; a base that ends with it already is fine.
 * @throws TypeError with one sentence when the base is not an http(s) address such as `example`
 */
export function apiAddress(base: string, path: string, example: string): string {
  const url = URL.canParse(base) ? new URL(base) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new TypeError(
      `The collector to send spans on to must be an address such as ${example}, got "${base}".`,
    )
  }
  const trimmed = url.pathname.replace(/\/+$/, '')
  const prefix = trimmed.endsWith(path) ? trimmed.slice(0, -path.length) : trimmed
  return `${url.origin}${prefix}${path}`
}
