import { wrapFetch } from '@waybill/fetch'
import { beforeAll } from 'vitest'
import { inRequest } from '../../../test/kit/in-request.ts'

/** A wrapped `fetch` that was never called, so that it follows redirects itself. */
export function neverCalled(): typeof fetch {
  return wrapFetch((input, init) => fetch(input, init))
}

/** A wrapped `fetch` that is known to use dispatchers, which then see each hop. */
export function calledBefore(url: () => string): () => typeof fetch {
  const wrapped = neverCalled()
  beforeAll(async () => {
    const response = await inRequest({ 'x-request-id': 'first' }, () => wrapped(url()))
    await response.text()
  })
  return () => wrapped
}

/** Both ways in which a wrapped `fetch` follows redirects, each by its name. */
export function waysToFollow(url: () => string): [string, () => typeof fetch][] {
  return [
    ['followed by the package itself', neverCalled],
    ['followed by fetch, through a dispatcher', calledBefore(url)],
  ]
}
