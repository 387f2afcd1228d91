import type { InternalAxiosRequestConfig } from 'axios'

// Set by @waybill/fetch on its functions.
const WRAPPED_FETCH = Symbol.for('@waybill/fetch.wrapped')

let isWarned = false

/**
 * Whether the call goes out through axios's fetch adapter: it follows redirects inside `fetch`, where axios has no hook
 * at a hop, so that headers added here could reach another origin.
 */
export function followsRedirectsOutOfSight(config: InternalAxiosRequestConfig): boolean {
  // Not `maxRedirects: 0`: the adapter of axios 1.7 to 1.19 follows redirects all the same.
  const { redirect = 'follow' } = (config.fetchOptions ?? {}) as { redirect?: string }
  return redirect === 'follow' && usesFetchAdapter(config)
}

/** Says once what to do, unless the adapter's `fetch` is one of @waybill/fetch, which does it all. */
export function warnOfFetchAdapter(config: InternalAxiosRequestConfig): void {
  const fetch: unknown = config.env?.fetch
  if (isWarned || (typeof fetch === 'function' && WRAPPED_FETCH in fetch)) return
  isWarned = true
  globalThis.process?.emitWarning?.(
    '@waybill/axios: no headers were added, since the fetch adapter follows redirects out of sight; ' +
      'write axios.create({ adapter: "fetch", env: { fetch } }) with the `fetch` of @waybill/fetch',
    { type: 'WaybillWarning', code: 'WAYBILL_AXIOS_FETCH_ADAPTER' },
  )
}

function usesFetchAdapter({ adapter }: InternalAxiosRequestConfig): boolean {
  const adapters: unknown[] = Array.isArray(adapter) ? adapter : [adapter]
  const first = adapters.find((one) => {
    if (one === 'xhr') return typeof XMLHttpRequest !== 'undefined'
    if (one === 'http') return globalThis.process !== undefined
    return one !== undefined
  })
  return first === 'fetch'
}
