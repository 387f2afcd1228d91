import type { ClientHttp2Session } from 'node:http2'
import { bindEmitter, type Carrier, current } from '@waybill/core'
import { hidden } from '../../fetch/src/hidden.ts'
import { targetsOf } from '../../http2/src/targets.ts'
import { replace, type Undo } from './replace.ts'
import type { Session } from './session.ts'

type Request = ClientHttp2Session['request']
type Headers = Parameters<Request>[0]

/** Whether a prototype is that of the sessions of node:http2's client. */
export function isClientSession(prototype: object): boolean {
  return Object.hasOwn(prototype, 'request') && 'goaway' in prototype && 'settings' in prototype
}

/**
 * Makes requests over sessions of node:http2 carry headers. What comes back runs in the context of the request, whoever
 * opened the session.
 */
export function patchClientSessions(prototype: object, session: Session): Undo {
  return replace<Request>(prototype, 'request', (request) => {
    return function waybillRequest(this: ClientHttp2Session, headers, ...rest) {
      if (!session.isOn) return Reflect.apply(request(), this, [headers, ...rest])
      const stream = Reflect.apply(request(), this, [withWaybill(this, headers), ...rest])
      return bindEmitter(stream)
    }
  })
}

function withWaybill(session: ClientHttp2Session, headers: Headers): Headers {
  const waybill = current()
  // A list, and what Node refuses, goes on as it is.
  const isObject = headers === undefined || (typeof headers === 'object' && !Array.isArray(headers))
  if (!waybill || waybill.isEmpty || !isObject || isQueued(headers)) return headers
  try {
    const targets = targetsOf(headers ?? {}, originsOf(session))
    const added = waybill.forward(targets, (headers ?? {}) as Carrier)
    return Object.keys(added).length === 0 ? headers : ({ ...headers, ...added } as Headers)
  } catch {
    return headers
  }
}

/** gRPC calls wait for their connection, and then go out in the context of the call that has opened it. */
function isQueued(headers: Headers): boolean {
  return /\bgrpc-node-js\//.test(String(headers?.['user-agent']))
}

/** Where a session leads: Node keeps it to itself, and the name that is looked up in place of it. */
function originsOf(session: ClientHttp2Session): string[] {
  const protocol = hidden(session, 'protocol')
  const authority = hidden(session, 'authority')
  if (typeof protocol !== 'string' || typeof authority !== 'string') return []
  const { hostname, port } = new URL(`${protocol}//${bracketed(authority)}`)
  const { _host: lookedUp } = session.socket as { _host?: unknown }
  const origins = [`${protocol}//${hostname}${port && `:${port}`}`]
  if (typeof lookedUp === 'string' && lookedUp !== hostname)
    origins.push(`${protocol}//${lookedUp}${port && `:${port}`}`)
  return origins
}

function bracketed(authority: string): string {
  const [, host, port] = /^([^[].*:.*):(\d+)$/.exec(authority) ?? []
  return host ? `[${host}]:${port}` : authority
}
