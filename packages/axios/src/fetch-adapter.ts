import type { InternalAxiosRequestConfig } from 'axios'

// Set by @waybill/fetch on its functions, and looked for in their options.
const WRAPPED_FETCH = Symbol.for('@waybill/fetch.wrapped')
const REFUSED = Symbol.for('@waybill/fetch.refused')

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

/** Whether the adapter's `fetch` is one of @waybill/fetch. */
function hasOurFetch({ env }: InternalAxiosRequestConfig): boolean {
  const fetch: unknown = env?.fetch
  return typeof fetch === 'function' && WRAPPED_FETCH in fetch
}

/** Tells a `fetch` of ours which headers the call has set: axios drops those that are `null` or `false` before it. */
export function tellFetch(config: InternalAxiosRequestConfig): void {
  if (!hasOurFetch(config)) return
  const refused = Object.keys(config.headers).flatMap((name) => [name, ''])
  config.fetchOptions = Object.assign({}, config.fetchOptions, { [REFUSED]: refused })
}

/** Says once what to do, unless the adapter's `fetch` is one of @waybill/fetch, which does it all. */
export function warnOfFetchAdapter(config: InternalAxiosRequestConfig): void {
  if (isWarned || hasOurFetch(config)) return
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
