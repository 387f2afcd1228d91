import type { ClientRequest, RequestOptions } from 'node:http'
import { urlToHttpOptions } from 'node:url'
import { current, familyOf, type Waybill } from '@waybill/core'
import { type CallHeaders, withHeaders } from './call-headers.ts'
import { targetsOf } from './targets.ts'

type Request = (...args: unknown[]) => ClientRequest

/**
 * Wraps `request` of node:http or node:https in all its overloads. The caller's options and headers are copied, never
 * changed; what cannot be read goes on as it is.
 * @param protocol the module's own, `http:` or `https:`
 */
export function wrapRequest(request: Request, protocol: string): Request {
  return function waybillRequest(...args) {
    const waybill = current()
    const call = waybill && !waybill.isEmpty ? prepare(args, protocol, waybill) : undefined
    if (!call) return request(...args)
    const made = request(...call.args)
    leaveToCaller(made, call.added)
    return made
  }
}

interface Call {
  readonly args: readonly unknown[]
  readonly added: readonly string[]
}

function prepare(args: readonly unknown[], protocol: string, waybill: Waybill): Call | undefined {
  try {
    const [first] = args
    const hasUrl = typeof first === 'string' || isUrl(first)
    const place = hasUrl ? 1 : 0
    const given = args[place]
    const options = (typeof given === 'object' ? given : undefined) as RequestOptions | undefined
    // As node:http puts them together: own properties only, and those of the options win, also when undefined.
    const whole: RequestOptions = {
      ...(hasUrl
        ? urlToHttpOptions(typeof first === 'string' ? new URL(first) : first)
        : undefined),
      ...options,
    }
    const headers = whole.headers as CallHeaders | undefined
    const added = waybill.forward(targetsOf(whole, protocol), headers)
    const names = Object.keys(added)
    if (names.length === 0) return undefined
    const changed = { ...options, headers: withHeaders(headers, added) }
    const rest = args.slice(typeof given === 'function' ? place : place + 1)
    return { args: [...args.slice(0, place), changed, ...rest], added: names }
  } catch {
    return undefined
  }
}

/** When the caller sets a header on the request later, what was added of it, and of its family, goes. */
function leaveToCaller(request: ClientRequest, added: readonly string[]): void {
  if (request.headersSent) return
  const ours = new Set(added)
  const yieldTo = (name: unknown) => {
    for (const other of request.headersSent ? [] : familyOf(String(name))) {
      if (ours.delete(other)) request.removeHeader(other)
    }
  }
  const { setHeader, appendHeader } = request
  request.setHeader = function waybillSetHeader(name, value) {
    yieldTo(name)
    return setHeader.call(this, name, value)
  }
  request.appendHeader = function waybillAppendHeader(name, value) {
    yieldTo(name)
    return appendHeader.call(this, name, value)
  }
}

function isUrl(value: unknown): value is URL {
  return typeof value === 'object' && value !== null && 'href' in value && 'searchParams' in value
}
