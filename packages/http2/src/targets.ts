import type { OutgoingHttpHeaders } from 'node:http2'
import { urlAt } from '@waybill/core'

interface Place {
  readonly protocol?: string
  readonly hostname?: string
  readonly host?: string
  readonly port?: string | number
  readonly servername?: string
}

/**
 * Where a session leads, given what `http2.connect` was: the authority by which it calls itself and, where the options
 * name another host or port, what it connects to. None for what `connect` would refuse.
 */
export function originsOf(...[authority, given]: unknown[]): string[] {
  try {
    const url = typeof authority === 'string' ? new URL(authority) : (authority as Place)
    const options = Object(given) as Place
    const protocol = url.protocol || options.protocol
    const host = url.hostname || url.host || 'localhost'
    const port = url.port || (protocol === 'http:' ? 80 : 443)
    const origins = [
      originAt(protocol, options.servername || host, port),
      originAt(protocol, options.host ?? host, options.port ?? port),
    ]
    return [...new Set(origins)]
  } catch {
    return []
  }
}

/**
 * The URLs of all places that a request goes to: where the session leads, and what its headers name in place of it. A
 * tunnel (CONNECT without a protocol) carries nothing itself.
 * @throws TypeError for a place that is no host
 */
export function targetsOf(headers: OutgoingHttpHeaders, origins: readonly string[]): string[] {
  const isTunnel = headers[':method'] === 'CONNECT' && !headers[':protocol']
  if (isTunnel || origins.length === 0) return []
  const scheme = headers[':scheme']
  const named = Object.keys(headers).filter(
    (name) => AUTHORITY.test(name) && headers[name] !== undefined,
  )
  const others = named.map((name) =>
    originAt(scheme ? `${scheme}:` : protocolOf(origins), String(headers[name])),
  )
  if (scheme)
    for (const origin of origins) others.push(originAt(`${scheme}:`, new URL(origin).host))
  const path = String(headers[':path'] ?? '/')
  return [...new Set([...origins, ...others])].map((origin) => urlAt(origin, path))
}

function protocolOf([origin = '']: readonly string[]): string {
  return origin.slice(0, origin.indexOf('/'))
}

/**
 * An origin as a URL spells it.
 * @throws TypeError where its parts hold what makes another host of it
 */
function originAt(protocol: unknown, host: string, port?: string | number): string {
  const name = /^[^[]*:.*:/.test(host) ? `[${host}]` : host
  const origin = `${protocol}//${name}${port === undefined ? '' : `:${port}`}`
  return new URL(PLAIN.test(origin) ? origin : '').origin
}

const AUTHORITY = /^(:authority|host)$/i
const PLAIN = /^https?:\/\/[\w.:[\]-]+$/i
