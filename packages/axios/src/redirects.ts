import type { Waybill } from '@waybill/core'
import type { InternalAxiosRequestConfig } from 'axios'
import { isSameValue } from './same-value.ts'
import { targetsOf } from './targets.ts'

type Theirs = InternalAxiosRequestConfig['beforeRedirect']
type BeforeRedirect = NonNullable<Theirs> & { [THEIRS]?: Theirs }

const THEIRS = Symbol.for('@waybill/axios.beforeRedirect')

/**
 * Decides anew at each hop which headers may go there: axios sends the first hop's to all. The application's own
 * `beforeRedirect` runs after, and has the last word.
 */
export function decideEachHop(
  config: InternalAxiosRequestConfig,
  waybill: Waybill,
  added: Readonly<Record<string, string>>,
): void {
  const theirs = config.beforeRedirect
  let current = added
  const beforeRedirect: BeforeRedirect = function waybillBeforeRedirect(options, ...details) {
    const headers: Record<string, string> = options.headers
    for (const name of Object.keys(headers)) {
      if (isSameValue(headers[name], current[name.toLowerCase()])) delete headers[name]
    }
    current = waybill.forward(targetsOf(String(options.href), config), headers)
    Object.assign(headers, current)
    theirs?.(options, ...details)
  }
  beforeRedirect[THEIRS] = theirs
  config.beforeRedirect = beforeRedirect
}

/** Gives a configuration the `beforeRedirect` that it had before. */
export function leaveRedirects(config: InternalAxiosRequestConfig): void {
  const ours = config.beforeRedirect as BeforeRedirect | undefined
  if (!ours || !(THEIRS in ours)) return
  if (ours[THEIRS]) config.beforeRedirect = ours[THEIRS]
  else delete config.beforeRedirect
}
