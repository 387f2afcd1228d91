import type { RequestListener } from 'node:http'
import type { ReviewsOptions } from './options.ts'

/** Returns the reviews service: v1 if it shows no stars, v2 if they are black, v3 if they are of another colour. */
export async function createReviews(options: ReviewsOptions = {}): Promise<RequestListener> {
  const { ratings, starColor = 'black' } = options
  // Imported here, since a service is one version and needs no other's framework.
  if (ratings === undefined) {
    const { createV1 } = await import('./v1-fastify.ts')
    return createV1(options)
  }
  if (starColor === 'black') {
    const { createV2 } = await import('./v2-hono.ts')
    return createV2(ratings, options)
  }
  const { createV3 } = await import('./v3-hapi.ts')
  return createV3(ratings, options)
}
