import type { ClientRequest } from 'node:http'
import { current, urlAt } from '@waybill/core'

const SENDS = Symbol.for('@waybill/superagent.sends')

/** What SuperAgent 8 to 10 have in common, as far as it is used here. */
export interface Request {
  [SENDS]?: true
  url: string
  /** Known once it is sent: where it goes, which `connect` may have turned elsewhere. Without a host for a socket. */
  protocol: string
  host: string
  req?: ClientRequest | null
  /** Opens one try or one hop, with all headers set that the call has. */
  request(): ClientRequest
  end(callback: unknown): unknown
  get(name: string): unknown
  unset(name: string): unknown
}

/**
 * Adds the headers when a try or a hop of a call is sent, after all that the call has set. The waybill is that of the
 * code that makes the call, or, if it is made outside a request, of the code that sends it or awaits it.
 */
export function addWhenSent(call: Request): void {
  if (call[SENDS]) return
  call[SENDS] = true
  let waybill = current()
  let added: Record<string, string> = {}
  const refused: Record<string, undefined> = {}
  const { request, unset } = call
  call.unset = function waybillUnset(name) {
    refused[String(name).toLowerCase()] = undefined
    return unset.call(this, name)
  }
  call.request = function waybillRequest() {
    if (this.req) return request.call(this)
    // On a redirect SuperAgent sets what it has sent before.
    for (const name of Object.keys(added))
      if (this.get(name) === added[name]) unset.call(this, name)
    added = {}
    const opened = request.call(this)
    waybill ??= current()
    if (waybill && !waybill.isEmpty) {
      try {
        // The stand-in for http2 has no `getHeaders`.
        const headers = opened.getHeaders?.() ?? Object(opened)._headers
        added = waybill.forward(targetsOf(this), { ...refused, ...headers })
        for (const [name, value] of Object.entries(added)) opened.setHeader(name, value)
      } catch {
        // What cannot be read is left to SuperAgent.
      }
    }
    return opened
  }
}

function targetsOf({ protocol, host, url }: Request): string[] {
  const search = /\?.*/.exec(url)?.[0] ?? ''
  // A Unix socket leads to this machine.
  if (!host) return [urlAt('http://localhost', `/${search}`)]
  // SuperAgent takes what does not begin so for a host.
  return [
    urlAt(`${protocol}//${host}`, `/${search}`),
    url.startsWith('http') ? url : `http://${url}`,
  ]
}
