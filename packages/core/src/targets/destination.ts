import { type IpAddress, parseIp } from './ip-address.ts'

/** Where a call goes, read from its URL once. */
export interface Destination {
  readonly url: URL
  /** `http`, `https`, `ws` or `wss`. */
  readonly scheme: string
  /** Lower case, without the brackets of IPv6 and without a trailing dot. */
  readonly host: string
  readonly port: number
  readonly ip: IpAddress | undefined
}

const DEFAULT_PORTS = new Map([
  ['http', 80],
  ['https', 443],
  ['ws', 80],
  ['wss', 443],
])

/** Reads an absolute URL. Anything that has no host by the URL standard (another scheme, a bare name) is `undefined`. */
export function parseDestination(target: string): Destination | undefined {
  const url = parse(target)
  if (!url) return undefined
  const scheme = url.protocol.slice(0, -1)
  const defaultPort = DEFAULT_PORTS.get(scheme)
  if (defaultPort === undefined) return undefined
  const host = bareHost(url.hostname)
  if (host === '') return undefined
  return {
    url,
    scheme,
    host,
    port: url.port === '' ? defaultPort : Number(url.port),
    ip: parseIp(host),
  }
}

/** A hostname as a URL gives it, without brackets and without the dot that marks it as fully qualified. */
export function bareHost(hostname: string): string {
  if (hostname.startsWith('[')) return hostname.slice(1, -1)
  return hostname.endsWith('.') ? hostname.slice(0, -1) : hostname
}

function parse(target: string): URL | undefined {
  try {
    return new URL(target)
  } catch {
    return undefined
  }
}
