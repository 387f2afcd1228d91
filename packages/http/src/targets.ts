import type { RequestOptions } from 'node:http'

/**
 * Where a call of node:http goes, by the rules of `http.request`: a hostname or port in the options wins over the URL's.
 * A path that is a whole URL is meant for a proxy, so the call goes to two places, the proxy and the target. A tunnel
 * (CONNECT) carries nothing itself.
 */
export function targetsOf(
  url: URL | undefined,
  options: RequestOptions,
  moduleProtocol: string,
): URL[] {
  if (options.method?.toUpperCase() === 'CONNECT') return []
  const agent = options.agent as { protocol?: string; defaultPort?: number } | undefined
  const protocol = options.protocol || url?.protocol || agent?.protocol || moduleProtocol
  const host = options.hostname || url?.hostname || options.host || 'localhost'
  const port = options.port || url?.port || options.defaultPort || agent?.defaultPort
  const target = new URL(`${protocol}//${bracketed(host)}${port ? `:${port}` : ''}`)
  const path = options.path ?? (url ? `${url.pathname}${url.search}` : '/')
  // Not parsed together with the host: `//other/` would name another one.
  const query = path.indexOf('?')
  target.pathname = query < 0 ? path : path.slice(0, query)
  target.search = query < 0 ? '' : path.slice(query)
  return /^https?:\/\//i.test(path) ? [target, new URL(path)] : [target]
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}
