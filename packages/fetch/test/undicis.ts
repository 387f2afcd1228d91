import * as undici from 'undici'
import * as undici6 from 'undici6'

/** The versions of undici that load on every Node that is served, under the types of the later one. */
export const undicis: [string, typeof undici][] = [
  ['undici 6', undici6 as unknown as typeof undici],
  ['undici 7', undici],
]
