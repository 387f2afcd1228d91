import type { CallTarget } from '../targets/decisions.ts'

const SIGNED_AUTHORIZATION = /^(AWS4?[- ]|GOOG4-|SharedKey(Lite)? )/i
// The second is a shared access signature of Azure: `sig`, with the version of the service beside it. Two searches,
// since one for both would take a time that grows with the square of a hostile query.
const SIGNED_QUERY = /[?&](X-Amz-Signature|X-Goog-Signature|AWSAccessKeyId|GoogleAccessId)=/i
const AZURE = [/[?&]sig=/i, /[?&]sv=/i]

/** Whether the URL of a call, or one of several, carries a signature of AWS, Google Cloud or Azure in its query. */
export function isSignedTarget(target: CallTarget): boolean {
  if (Array.isArray(target)) return target.some(isSignedTarget)
  const url = typeof target === 'string' ? target : String((target as URL)?.search)
  return (
    url.includes('?') && (SIGNED_QUERY.test(url) || AZURE.every((pattern) => pattern.test(url)))
  )
}

/** Whether the value of an `authorization` header is a signature of AWS, Google Cloud or Azure. */
export function isSignedAuthorization(value: unknown): boolean {
  return SIGNED_AUTHORIZATION.test(String(Array.isArray(value) ? value[0] : value))
}
