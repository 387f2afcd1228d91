import type { InternalAxiosRequestConfig } from 'axios'

/** Where a call to a URL goes: there, and to the proxy of the configuration if there is one. */
export function targetsOf(url: string, { proxy }: InternalAxiosRequestConfig): string[] {
  if (!proxy) return [url]
  const { protocol = 'http', port } = proxy
  const host = (proxy as { hostname?: string }).hostname || proxy.host
  return [url, `${protocol.replace(/:$/, '')}://${host}${port ? `:${port}` : ''}`]
}
