import { current, type Waybill } from '@waybill/core'
import type { AxiosInstance, InternalAxiosRequestConfig } from 'axios'
import { followsRedirectsOutOfSight, warnOfFetchAdapter } from './fetch-adapter.ts'
import { decideEachHop } from './redirects.ts'

const WRAPPED = Symbol.for('@waybill/axios.wrapped')

/**
 * Makes an axios instance's calls carry the headers of the request that is being handled, decided anew at each hop of a
 * redirect. Headers that a call sets itself win, also when they are `null` or `false`.
 * @returns the same instance; it is wrapped once, however often this is called
 */
export function wrapAxios<T extends AxiosInstance>(axios: T): T {
  if (typeof axios?.interceptors?.request?.use !== 'function') {
    throw new TypeError(
      `@waybill/axios: wrapAxios takes an axios instance, got ${axios === null ? 'null' : typeof axios}; write wrapAxios(axios.create())`,
    )
  }
  if (WRAPPED in axios) return axios
  Object.defineProperty(axios, WRAPPED, { value: true })
  axios.interceptors.request.use(
    function addWaybill(config) {
      const waybill = current()
      if (waybill && !waybill.isEmpty) addHeaders(axios, config, waybill)
      return config
    },
    null,
    { synchronous: true },
  )
  return axios
}

function addHeaders(
  axios: AxiosInstance,
  config: InternalAxiosRequestConfig,
  waybill: Waybill,
): void {
  if (followsRedirectsOutOfSight(config)) {
    warnOfFetchAdapter(config)
    return
  }
  try {
    // Own properties, not entries: a header set to `null` or `false` is one that must not be sent.
    const added = waybill.forward(axios.getUri(config), { ...config.headers })
    for (const [name, value] of Object.entries(added)) config.headers.set(name, value)
    decideEachHop(config, waybill, added)
  } catch {
    // A configuration that axios cannot make a URL of: it says so itself.
  }
}
