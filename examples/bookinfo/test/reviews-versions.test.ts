import { describe, expect, test } from 'vitest'
import { createReviews } from '../src/reviews/listener.ts'
import { type ReviewsOptions, reviewsOptions } from '../src/reviews/options.ts'
import { colors } from './kit/reviews-versions.ts'
import { startServer } from './kit/start-server.ts'
import { NOWHERE, type Reply, startUpstream } from './kit/start-upstream.ts'

const stars = { id: 0, ratings: { Reviewer1: 5, Reviewer2: 4 } }
const unavailable = { error: 'Ratings service is currently unavailable' }

test.each([
  ['black', { starColor: undefined }],
  ['red', { starColor: 'red' }],
])('gives %s stars', async (color, options) => {
  const ratings = await startUpstream({ body: stars })
  expect(await ratingsOf({ ...options, ratings: ratings.address })).toEqual([
    { stars: 5, color },
    { stars: 4, color },
  ])
})

test.each(colors)('with %s stars asks ratings for the same product', async (starColor) => {
  const ratings = await startUpstream({ body: stars })
  const reviews = await startServer(createReviews({ ratings: ratings.address, starColor }))
  await fetch(`${reviews}/reviews/42`)
  expect(ratings.received.map(({ path }) => path)).toEqual(['/ratings/42'])
})

test('v1 has no rating at all', async () => {
  expect(await ratingsOf({})).toEqual([undefined, undefined])
})

const failures: [failure: string, reply: Reply][] = [
  ['status 500', { status: 500 }],
  ['status 503', { status: 503, body: { error: 'Service unavailable' } }],
  ['status 204', { status: 204 }],
  ['no JSON', { text: '<html>' }],
  ['null', { body: null }],
  ['no ratings', { body: { id: 0 } }],
  ['ratings that are text', { body: { ratings: 'five' } }],
  ['no reviewer it knows', { body: { ratings: { Somebody: 5 } } }],
  ['stars that are text', { body: { ratings: { Reviewer1: '5', Reviewer2: '4' } } }],
  ['silence', undefined],
]

describe.each(colors)('with %s stars', (starColor) => {
  test.each(failures)(
    'asks once and says that ratings is unavailable when it answers with %s',
    async (_, reply) => {
      const ratings = await startUpstream(reply)
      expect([
        await ratingsOf({ ratings: ratings.address, starColor, timeout: 500 }),
        ratings.received.length,
      ]).toEqual([[unavailable, unavailable], 1])
    },
  )

  test('says that ratings is unavailable when nothing listens', async () => {
    expect(await ratingsOf({ ratings: NOWHERE, starColor })).toEqual([unavailable, unavailable])
  })

  test('says so of one reviewer only, when only one has stars', async () => {
    const ratings = await startUpstream({ body: { ratings: { Reviewer2: 1 } } })
    expect(await ratingsOf({ ratings: ratings.address, starColor })).toEqual([
      unavailable,
      { stars: 1, color: starColor },
    ])
  })
})

test.each(colors)('with %s stars keeps its connection to ratings', async (starColor) => {
  const ratings = await startUpstream((turn) => (turn === 2 ? { status: 500 } : { body: stars }))
  const reviews = await startServer(createReviews({ ratings: ratings.address, starColor }))
  for (let call = 0; call < 4; call++) await (await fetch(`${reviews}/reviews/0`)).text()
  expect(new Set(ratings.received.map(({ port }) => port)).size).toBe(1)
})

describe('reads from its environment', () => {
  test.each<[NodeJS.ProcessEnv, Partial<ReviewsOptions>]>([
    [{}, { ratings: undefined, timeout: 10_000, podname: undefined, clustername: undefined }],
    [{ ENABLE_RATINGS: 'false' }, { ratings: undefined }],
    [{ ENABLE_RATINGS: 'TRUE' }, { ratings: 'http://ratings:9080' }],
    [
      { ENABLE_RATINGS: 'true', SERVICES_DOMAIN: 'shop.svc' },
      { ratings: 'http://ratings.shop.svc:9080' },
    ],
    [
      { ENABLE_RATINGS: 'true', RATINGS_HOSTNAME: 'r', RATINGS_SERVICE_PORT: '81' },
      { ratings: 'http://r:81' },
    ],
    [{ STAR_COLOR: 'black' }, { starColor: 'black', timeout: 10_000 }],
    [{ STAR_COLOR: 'red' }, { starColor: 'red', timeout: 2_500 }],
    [{ STAR_COLOR: 'blue' }, { starColor: 'blue', timeout: 2_500 }],
    [
      { HOSTNAME: 'pod', CLUSTER_NAME: 'east' },
      { podname: 'pod', clustername: 'east' },
    ],
  ])('%o', (env, options) => {
    expect(reviewsOptions(env)).toMatchObject(options)
  })
})

async function ratingsOf(options: ReviewsOptions): Promise<unknown[]> {
  const response = await fetch(`${await startServer(createReviews(options))}/reviews/0`)
  const { reviews } = (await response.json()) as { reviews: { rating?: unknown }[] }
  return reviews.map(({ rating }) => rating)
}
