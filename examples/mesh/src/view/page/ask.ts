/**
 * Sends a request that changes something.
 * @throws Error with the sentence the other side answered, when it refused
 */
export async function ask(
  path: string,
  method: string,
  body?: string,
  contentType?: string,
): Promise<void> {
  const response = await fetch(path, {
    method,
    ...(body === undefined ? {} : { body }),
    ...(contentType === undefined ? {} : { headers: { 'content-type': contentType } }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(sentenceOf(text) || `${path} answered ${response.status}.`)
}

/** Refusals come as a plain sentence, or as JSON with the sentence in `error`. */
function sentenceOf(text: string): string {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null && 'error' in body) return String(body.error)
  } catch {
    // Then it is the sentence itself.
  }
  return text.trimStart().startsWith('<') ? '' : text.trim()
}
