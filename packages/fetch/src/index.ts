import { wrapping } from './wrap-fetch.ts'
import { WRAPPED } from './wrapped.ts'

export { wrapDispatcher } from './wrap-dispatcher.ts'
export { wrapFetch } from './wrap-fetch.ts'

const atImport = globalThis.fetch

/**
 * The global `fetch`, whose calls carry the headers of the request that is being handled. The global is looked up at
 * each call, so that a test's replacement of it counts.
 */
export const fetch: typeof globalThis.fetch = wrapping(() => {
  // An app may have made this very function the global one.
  return WRAPPED in globalThis.fetch ? atImport : globalThis.fetch
})
