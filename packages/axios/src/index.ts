import { current } from '@waybill/core'
import type { AxiosInstance } from 'axios'
import { addWhenSent, takeBack } from './add-when-sent.ts'

const WRAPPED = Symbol.for('@waybill/axios.wrapped')

/**
 * Makes an axios instance's calls carry the headers of the request that is being handled, decided anew at each hop of a
 * redirect. Headers that a call or an interceptor sets itself win, also when they are `null` or `false`.
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
      takeBack(config)
      const waybill = current()
      if (waybill && !waybill.isEmpty) addWhenSent(axios, config, waybill)
      return config
    },
    null,
    { synchronous: true },
  )
  return axios
}
