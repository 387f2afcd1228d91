import type { Waybill } from '@waybill/core'
import type { AxiosInstance, AxiosRequestTransformer, InternalAxiosRequestConfig } from 'axios'
import { followsRedirectsOutOfSight, tellFetch, warnOfFetchAdapter } from './fetch-adapter.ts'
import { decideEachHop, leaveRedirects } from './redirects.ts'
import { isSameValue } from './same-value.ts'
import { targetsOf, urlOf } from './targets.ts'

const ADDED = Symbol.for('@waybill/axios.added')

type Headers = Readonly<Record<string, string>>
type Transformer = AxiosRequestTransformer & { [ADDED]?: Headers }

/**
 * Adds the headers when the call is sent: axios transforms the body after all interceptors have run, and any of them
 * may set headers, sign the call or turn it to another place.
 */
export function addWhenSent(
  axios: AxiosInstance,
  config: InternalAxiosRequestConfig,
  waybill: Waybill,
): void {
  const transformer: Transformer = function waybillTransformer(data: unknown) {
    transformer[ADDED] = add(axios, this, waybill)
    return data
  }
  transformer[ADDED] = {}
  config.transformRequest = [...transformersOf(config), transformer]
}

/**
 * Takes back what an earlier try has added: a retry sends its configuration again, maybe to another place or from
 * another request.
 */
export function takeBack(config: InternalAxiosRequestConfig): void {
  const transformers = transformersOf(config)
  const added = transformers.find((one) => ADDED in one)?.[ADDED]
  if (!added) return
  config.transformRequest = transformers.filter((one) => !(ADDED in one))
  leaveRedirects(config)
  for (const [name, value] of Object.entries(added)) {
    if (isSameValue(config.headers.get(name), value)) config.headers.delete(name)
  }
}

function add(axios: AxiosInstance, config: InternalAxiosRequestConfig, waybill: Waybill): Headers {
  tellFetch(config)
  if (followsRedirectsOutOfSight(config)) {
    warnOfFetchAdapter(config)
    return {}
  }
  try {
    // Own properties, not entries: a header set to `null` or `false` is one that must not be sent.
    const added = waybill.forward(targetsOf(urlOf(axios, config), config), { ...config.headers })
    // `set` looks through all headers for each; none of these is among them, but it can set one of this name.
    Object.assign(config.headers, added)
    const { __proto__: odd } = added
    if (odd !== undefined) config.headers.set('__proto__', odd)
    decideEachHop(config, waybill, added)
    return added
  } catch {
    // A configuration that axios cannot make a URL of: it says so itself.
    return {}
  }
}

function transformersOf({ transformRequest = [] }: InternalAxiosRequestConfig): Transformer[] {
  return [transformRequest ?? []].flat()
}
