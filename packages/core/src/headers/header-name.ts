const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

const HOP_BY_HOP = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const CREDENTIAL =
  /(^|-)(authorization|cookie|jwt|bearer|password|secret|credentials?)(-|$)|(^|-)(api-?key|[a-z]*token)$/

/** Whether a text is a header name by RFC 9110: a token, without the colon of HTTP/2's own fields. */
export function isHeaderName(name: string): boolean {
  return TOKEN.test(name)
}

/**
 * Says why a header can never be carried from one request to another, or `undefined` if it can.
 * @param name lower case; for a prefix, without the `*`
 */
export function whyNeverCarried(name: string): string | undefined {
  if (HOP_BY_HOP.has(name)) return 'it belongs to one connection (RFC 9110, 7.6.1)'
  if (name === 'host') return 'it names the service that is called'
  if (name === 'expect' || name.startsWith('content-'))
    return 'it describes the body of one message'
  if (name === 'set-cookie') return 'it is a header of responses'
  // A forwarded x-forwarded-for makes Envoy treat an internal call as one from outside.
  if (name === 'forwarded' || name.startsWith('x-forwarded-')) return 'proxies write it, hop by hop'
  if (name.startsWith('x-envoy-')) return 'it steers one Envoy, and is stripped at the edge'
  return undefined
}

/** Whether a header usually holds a credential, by its name (lower case). */
export function isCredential(name: string): boolean {
  return CREDENTIAL.test(name)
}
