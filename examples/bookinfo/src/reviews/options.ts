import { upstreamAddress } from '../upstream-address.ts'

/** What makes a reviews service v1, v2 or v3. */
export interface ReviewsOptions {
  /** Base address of the ratings service, or undefined to show no ratings (v1). */
  ratings?: string | undefined
  /** Colour of the stars: `black` (v2), `red` (v3). @default 'black' */
  starColor?: string | undefined
  /** Longest wait for ratings, in milliseconds. @default ratingsTimeout(starColor) */
  timeout?: number
  /** Name of this pod. */
  podname?: string | undefined
  /** Name of its cluster. */
  clustername?: string | undefined
}

/** Reads the options of a reviews service from its environment. */
export function reviewsOptions(env: NodeJS.ProcessEnv): ReviewsOptions {
  const withRatings = env.ENABLE_RATINGS?.toLowerCase() === 'true'
  return {
    ratings: withRatings ? upstreamAddress('ratings', env) : undefined,
    starColor: env.STAR_COLOR || undefined,
    timeout: ratingsTimeout(env.STAR_COLOR || undefined),
    podname: env.HOSTNAME,
    clustername: env.CLUSTER_NAME,
  }
}

/**
 * How long reviews waits for ratings, in milliseconds. Istio's fault injection task relies on both
 * numbers, and on productpage giving up between them.
 */
export function ratingsTimeout(starColor = 'black'): number {
  return starColor === 'black' ? 10_000 : 2_500
}
