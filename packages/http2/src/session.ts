import type { ClientHttp2Session } from 'node:http2'
import { bindEmitter, type Carrier, current } from '@waybill/core'
import { targetsOf } from './targets.ts'

const wrapped = new WeakSet<ClientHttp2Session>()

/**
 * Makes the requests of a session carry headers. The caller's headers are copied, never changed; a flat list of them,
 * which Node 20 does not take, goes on as it is.
 * @param origins where the session leads; none, if that cannot be told
 */
export function carryOn<S extends ClientHttp2Session>(session: S, origins: readonly string[]): S {
  if (wrapped.has(session)) return session
  wrapped.add(session)
  const { request } = session
  session.request = function waybillRequest(this: S, headers, ...rest) {
    // Node calls a stream's listeners from the connection: an `end` comes in the context of whoever opened it.
    return bindEmitter(request.call(this, withWaybill(headers, origins), ...rest))
  }
  return session
}

type Headers = Parameters<ClientHttp2Session['request']>[0]

function withWaybill(headers: Headers = {}, origins: readonly string[]): Headers {
  const waybill = current()
  // A list, and what Node refuses, goes on as it is.
  const isObject = typeof headers === 'object' && headers !== null && !Array.isArray(headers)
  if (!waybill || waybill.isEmpty || !isObject) return headers
  try {
    const added = waybill.forward(targetsOf(headers, origins), headers as Carrier)
    if (Object.keys(added).length === 0) return headers
    return { ...headers, ...added } as Headers
  } catch {
    return headers
  }
}
