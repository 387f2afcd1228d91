import * as undici from 'undici'
import * as undici6 from 'undici6'

export type Undici = typeof undici

/** The versions of undici that load on this Node, under the types of the middle one. */
export const versions: [string, Undici][] = [
  ['undici 6', undici6 as unknown as Undici],
  ['undici 7', undici],
]

// undici 8 does not load on Node 20.
if (Number.parseInt(process.versions.node, 10) >= 22)
  versions.push(['undici 8', (await import('undici8')) as unknown as Undici])
