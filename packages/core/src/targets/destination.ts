import { addressBits } from './address.ts'

/** Where a call goes, read from its URL once. */
export interface Destination {
  readonly url: URL
  /** `http`, `https`, `ws` or `wss`. */
  readonly scheme: string
  /** Lower case, without the brackets of IPv6 and without a trailing dot. */
  readonly host: string
  readonly port: string
  /** The bits of the host if it is an IP address: see `addressBits`. */
  readonly address: string | undefined
}

const PORTS = new Map([
  ['http', '80'],
  ['https', '443'],
  ['ws', '80'],
  ['wss', '443'],
])

/** Reads an absolute URL. Anything that has no host by the URL standard (another scheme, a bare name) is `undefined`. */
export function parseDestination(target: string): Destination | undefined {
  try {
    const url = new URL(target)
    const scheme = url.protocol.slice(0, -1)
    const usual = PORTS.get(scheme)
    const host = url.hostname.replace(/^\[|[\].]$/g, '')
    return usual && host
      ? { url, scheme, host, port: url.port || usual, address: addressBits(host) }
      : undefined
  } catch {
    return undefined
  }
}
