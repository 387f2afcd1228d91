const TOKEN = /^[!#$%&'+\-.^_`|~\w]+$/

// Those of one connection (RFC 9110, 7.6.1), of one message, and what proxies write hop by hop: a forwarded
// x-forwarded-for makes Envoy treat an internal call as one from outside.
const NEVER_CARRIED =
  /^(connection|http2-settings|keep-alive|proxy-(authenticate|authorization|connection)|te|trailer|transfer-encoding|upgrade|host|expect|set-cookie|forwarded|(content|x-forwarded|x-envoy)-.*)$/

const CREDENTIAL =
  /(^|-)(authorization|cookie|jwt|bearer|password|secret|credentials?)(-|$)|(^|-)(api-?key|[a-z]*token)$/

/** Whether a text is a header name by RFC 9110: a token; one with a star in it, which stands for a prefix here, is not. */
export function isHeaderName(name: string): boolean {
  return TOKEN.test(name)
}

/** Whether a header belongs to one connection, one message or one proxy, by its name (lower case). */
export function isNeverCarried(name: string): boolean {
  return NEVER_CARRIED.test(name)
}

/** Whether a header usually holds a credential, by its name (lower case). */
export function isCredential(name: string): boolean {
  return CREDENTIAL.test(name)
}
