import type { CallTarget } from '../targets/decisions.ts'

const SIGNED_AUTHORIZATION = /^(AWS4?[- ]|GOOG4-|SharedKey(Lite)? )/i
const SIGNED_QUERY = /[?&](X-Amz-Signature|X-Goog-Signature|AWSAccessKeyId|GoogleAccessId)=/i
// A shared access signature of Azure: `sig`, with the version of the service beside it. Two searches, since one for
// both would take a time that grows with the square of a hostile query.
const AZURE_SIGNATURE = /[?&]sig=/i
const AZURE_VERSION = /[?&]sv=/i

/** Whether the URL of a call, or one of several, carries a signature of AWS, Google Cloud or Azure in its query. */
export function isSignedTarget(target: CallTarget): boolean {
  if (typeof target === 'string') return isSignedUrl(target)
  return Array.isArray(target)
    ? target.some(isSignedTarget)
    : isSignedUrl(String((target as URL)?.search))
}

/** Whether the value of an `authorization` header is a signature of AWS, Google Cloud or Azure. */
export function isSignedAuthorization(value: unknown): boolean {
  return typeof value === 'string' && SIGNED_AUTHORIZATION.test(value)
}

function isSignedUrl(url: string): boolean {
  if (!url.includes('?')) return false
  return SIGNED_QUERY.test(url) || (AZURE_SIGNATURE.test(url) && AZURE_VERSION.test(url))
}
