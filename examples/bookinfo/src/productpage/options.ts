import { upstreamAddress } from '../upstream-address.ts'

/** Where a productpage finds the other services, and how it treats them. */
export interface ProductpageOptions {
  /** Base address of details, such as `http://details:9080`. */
  details: string
  /** Base address of reviews. */
  reviews: string
  /** Base address of ratings. */
  ratings: string
  /** How many more times each page asks for its reviews, to make load. @default 0 */
  floodFactor?: number
  /** Key that signs the session cookie. @default a random one */
  sessionSecret?: string | undefined
  /** Longest wait for one answer, in milliseconds. @default 3_000 */
  timeout?: number
}

/** Reads the options of a productpage from its environment. */
export function productpageOptions(env: NodeJS.ProcessEnv): ProductpageOptions {
  return {
    details: upstreamAddress('details', env),
    reviews: upstreamAddress('reviews', env),
    ratings: upstreamAddress('ratings', env),
    floodFactor: readFloodFactor(env.FLOOD_FACTOR || '0'),
    sessionSecret: env.SESSION_SECRET || undefined,
  }
}

function readFloodFactor(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw new Error(`FLOOD_FACTOR must be a number from 0 to 9999, got "${text}"`)
}
