import type { Waybill } from '@waybill/core'
import type { InternalAxiosRequestConfig } from 'axios'

type BeforeRedirect = NonNullable<InternalAxiosRequestConfig['beforeRedirect']> & { [OURS]?: true }

const OURS = Symbol.for('@waybill/axios.beforeRedirect')

/**
 * Decides anew at each hop which headers may go there: axios sends the first hop's to all. The application's own
 * `beforeRedirect` runs after, and has the last word.
 */
export function decideEachHop(
  config: InternalAxiosRequestConfig,
  waybill: Waybill,
  added: Readonly<Record<string, string>>,
): void {
  const theirs = config.beforeRedirect as BeforeRedirect | undefined
  // A retry comes with the configuration of the first try, which has this already.
  if (theirs?.[OURS]) return
  let current = added
  const beforeRedirect: BeforeRedirect = function waybillBeforeRedirect(options, ...details) {
    const headers: Record<string, string> = options.headers
    for (const name of Object.keys(headers)) {
      if (current[name.toLowerCase()] === headers[name]) delete headers[name]
    }
    current = waybill.forward(String(options.href), headers)
    Object.assign(headers, current)
    theirs?.(options, ...details)
  }
  beforeRedirect[OURS] = true
  config.beforeRedirect = beforeRedirect
}
