import type { ReviewsOptions } from '../../src/reviews/options.ts'

/** The options that make each version of reviews, with ratings at an address. */
export function reviewsVersions(
  ratings: string,
): Record<'reviews v1' | 'reviews v2' | 'reviews v3', ReviewsOptions> {
  return {
    'reviews v1': {},
    'reviews v2': { ratings },
    'reviews v3': { ratings, starColor: 'red' },
  }
}

/** The versions that call ratings, by the colour of their stars. */
export const colors = ['black', 'red'] as const
