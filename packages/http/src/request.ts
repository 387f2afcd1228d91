import type { ClientRequest, RequestOptions } from 'node:http'
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
    leaveFamiliesToCaller(made, call.added)
    return made
  }
}

interface Call {
  readonly args: readonly unknown[]
  readonly added: readonly string[]
}

function prepare(args: readonly unknown[], protocol: string, waybill: Waybill): Call | undefined {
  try {
    const [first, second] = args
    const hasUrl = typeof first === 'string' || isUrl(first)
    const options = (hasUrl ? (typeof second === 'object' ? second : undefined) : first) as
      | RequestOptions
      | undefined
    const headers = options?.headers as CallHeaders | undefined
    const added = forwardToAll(
      waybill,
      targetsOf(hasUrl ? new URL(first) : undefined, options ?? {}, protocol),
      headers,
    )
    const names = Object.keys(added)
    if (names.length === 0) return undefined
    const changed = copyOf(options ?? {}, withHeaders(headers, added))
    const rest = args.slice(
      hasUrl ? (options || second === undefined || second === null ? 2 : 1) : 1,
    )
    return { args: hasUrl ? [first, changed, ...rest] : [changed, ...rest], added: names }
  } catch {
    return undefined
  }
}

/** What may go to each of several places at once. */
function forwardToAll(
  waybill: Waybill,
  [target, ...others]: readonly URL[],
  headers: CallHeaders | undefined,
): Record<string, string> {
  if (!target) return {}
  const added = waybill.forward(target, headers)
  for (const other of others) {
    const allowed = waybill.forward(other, headers)
    for (const name of Object.keys(added)) if (!(name in allowed)) delete added[name]
  }
  return added
}

/** A copy with other headers, that inherits what the original does: Node also reads inherited options. */
function copyOf(options: RequestOptions, headers: CallHeaders): RequestOptions {
  return Object.assign(Object.create(Object.getPrototypeOf(options)), options, { headers })
}

/** When the caller sets one of a family on the request later, the others of it that were added go. */
function leaveFamiliesToCaller(request: ClientRequest, added: readonly string[]): void {
  const ours = new Set(added.filter((name) => familyOf(name).length > 1))
  if (ours.size === 0 || request.headersSent) return
  const { setHeader } = request
  request.setHeader = function waybillSetHeader(name, value) {
    for (const other of request.headersSent ? [] : familyOf(String(name))) {
      if (ours.delete(other)) request.removeHeader(other)
    }
    return setHeader.call(this, name, value)
  }
}

function isUrl(value: unknown): value is URL {
  return typeof value === 'object' && value !== null && 'href' in value && 'searchParams' in value
}
