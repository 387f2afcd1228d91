import { capture, definePolicy, type PolicyOptions, run } from '@waybill/core'
import { wrapFetch } from '@waybill/fetch'

/** Runs a function as if it handled a request that came with these headers. */
export function inRequest<R>(
  headers: Record<string, string>,
  fn: () => R,
  options?: PolicyOptions,
): R {
  return run(capture(definePolicy(options), headers), fn)
}

/** A wrapped `fetch` that was never called, so that it follows redirects itself. */
export function neverCalled(): typeof fetch {
  return wrapFetch((input, init) => fetch(input, init))
}

/** A wrapped `fetch` that is known to use dispatchers, which then see each hop. */
export async function called(url: string): Promise<typeof fetch> {
  const wrapped = neverCalled()
  const response = await inRequest({ 'x-request-id': 'first' }, () => wrapped(url))
  await response.text()
  return wrapped
}
