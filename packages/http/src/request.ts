import type { ClientRequest } from 'node:http'
import { urlToHttpOptions } from 'node:url'
import { current, type Waybill } from '@waybill/core'
import { type CallHeaders, withHeaders } from './call-headers.ts'
import { leaveToCaller } from './leave-to-caller.ts'
import { type CallOptions, targetsOf } from './targets.ts'

/** `request` of node:http, in all its overloads. */
export type Request = (...args: unknown[]) => ClientRequest

/**
 * Wraps `request` of node:http or node:https. The caller's options and headers are copied, never changed; what cannot
 * be read goes on as it is.
 * @param protocol the module's own, `http:` or `https:`
 */
export function wrapRequest(request: Request, protocol: string): Request {
  return function waybillRequest(...args) {
    const waybill = current()
    const added = waybill && !waybill.isEmpty && addTo(args, protocol, waybill)
    const call = request(...args)
    if (added) leaveToCaller(call, added)
    return call
  }
}

/** Puts options with more headers in the place of the caller's, and gives what it added. */
function addTo(
  args: unknown[],
  protocol: string,
  waybill: Waybill,
): Record<string, string> | undefined {
  try {
    const first = args[0]
    const url = typeof first === 'string' ? first : undefined
    const { href, searchParams } = Object(first)
    const isObject = href && searchParams
    const place = isObject || url !== undefined ? 1 : 0
    const isCallback = typeof args[place] === 'function'
    // As node:http reads them: own properties only, and those of the options win, also when undefined. Not by a spread,
    // which makes an object that takes long to add to.
    const options: CallOptions = Object.assign({}, isCallback ? undefined : args[place])
    const whole = isObject
      ? (Object.assign(urlToHttpOptions(first as URL), options) as CallOptions)
      : options
    const headers = whole.headers as CallHeaders | undefined
    const added = waybill.forward(targetsOf(whole, protocol, url), headers)
    if (Object.keys(added).length === 0) return undefined
    options.headers = withHeaders(headers, added) as never
    if (isCallback) args.splice(place, 0, options)
    else args[place] = options
    return added
  } catch {
    return undefined
  }
}
