import type { AxiosInstance, InternalAxiosRequestConfig } from 'axios'

/**
 * The URL of a call, as text. `axios.getUri` merges the whole configuration once more, so what is plain is put together
 * here, and its parameters are only there to show a signature.
 */
export function urlOf(axios: AxiosInstance, config: InternalAxiosRequestConfig): string {
  const { baseURL, url = '', params, paramsSerializer } = config
  const query = params ? `?${new URLSearchParams(params)}` : ''
  if (!paramsSerializer && !baseURL && /^https?:\/\//i.test(url)) return url + query
  return !paramsSerializer && baseURL && /^\/?\w[^:]*$/.test(url)
    ? `${baseURL.replace(/\/?\/$/, '')}/${url.replace(/^\//, '')}${query}`
    : axios.getUri(config)
}

/** Where a call to a URL goes: there, and to the proxy of the configuration if there is one. */
export function targetsOf(
  url: string,
  { proxy }: InternalAxiosRequestConfig,
): string | readonly string[] {
  if (!proxy) return url
  const { protocol = 'http', port } = proxy
  const host = (proxy as { hostname?: string }).hostname || proxy.host
  return [url, `${protocol.replace(/:$/, '')}://${host}${port ? `:${port}` : ''}`]
}
