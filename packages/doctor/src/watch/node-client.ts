import diagnostics from 'node:diagnostics_channel'
import { ClientRequest, type IncomingMessage } from 'node:http'
import { beginCall, endCall, placeHere, readLines } from './calls.ts'
import type { Call } from './model.ts'

interface Sender extends ClientRequest {
  _header?: string | null
  _storeHeader(...args: unknown[]): unknown
}

const calls = new WeakMap<object, Call>()

/** Watches what node:http and node:https send: the header lines as they stand, which nothing here changes. */
export function watchNodeClient(): void {
  const prototype = ClientRequest.prototype as Sender
  const store = prototype._storeHeader
  prototype._storeHeader = function storeHeader(this: Sender, ...args) {
    const result = Reflect.apply(store, this, args)
    // The CONNECT of a tunnel carries nothing itself.
    if (!calls.has(this) && typeof this._header === 'string' && this.method !== 'CONNECT') {
      const lines = readLines(this._header)
      const host = lines.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? this.host
      const url = `${this.protocol}//${host}${this.path}`
      const call = beginCall('node:http', this.method, url, placeHere())
      calls.set(this, call)
      endCall(call, lines)
    }
    return result
  }
  diagnostics.subscribe('http.client.response.finish', (message) => {
    const { request, response } = message as { request: object; response: IncomingMessage }
    const call = calls.get(request)
    if (!call) return
    call.status = response.statusCode
    call.location = response.headers.location
  })
}
