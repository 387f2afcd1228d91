const SIGNED_AUTHORIZATION = /^(AWS4?[- ]|GOOG4-|SharedKey(Lite)? )/i
const SIGNED_QUERY = /[?&](X-Amz-Signature|X-Goog-Signature|AWSAccessKeyId|GoogleAccessId)=/i
// A shared access signature of Azure: `sig`, with the version of the service beside it.
const AZURE_QUERY = /[?&](?:sig=[^#]*&sv=|sv=[^#]*&sig=)/i

/** Whether a URL carries a signature of AWS, Google Cloud or Azure in its query. */
export function isSignedUrl(target: string): boolean {
  return target.includes('?') && (SIGNED_QUERY.test(target) || AZURE_QUERY.test(target))
}

/** Whether the value of an `authorization` header is a signature of AWS, Google Cloud or Azure. */
export function isSignedAuthorization(value: unknown): boolean {
  return typeof value === 'string' && SIGNED_AUTHORIZATION.test(value)
}
