import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { waybill } from '@waybill/http'
import { readNumericId } from '../numeric-id.ts'
import { innerPolicy } from '../policy.ts'
import { routes, sendJson } from '../routes.ts'
import { whileOn } from '../waybill-switch.ts'
import { type ReviewsOptions, ratingsTimeout } from './options.ts'
import { ratingsClient } from './ratings-client.ts'

const REVIEWS = [
  {
    reviewer: 'Reviewer1',
    text: 'An extremely entertaining play by Shakespeare. The slapstick humour is refreshing!',
  },
  {
    reviewer: 'Reviewer2',
    text: 'Absolutely fun and entertaining. The play lacks thematic depth when compared to other plays by Shakespeare.',
  },
]

const INDEX = '<!doctype html><title>Reviews</title><p><a href="/reviews/0">/reviews/0</a></p>'

/** Returns the reviews service: two reviews, with stars from ratings unless it is v1. */
export function createReviews(options: ReviewsOptions = {}): RequestListener {
  const { starColor = 'black', timeout = ratingsTimeout(starColor) } = options
  const fetchRatings =
    options.ratings === undefined ? undefined : ratingsClient(options.ratings, timeout)

  async function reviews(_req: IncomingMessage, res: ServerResponse, text: string): Promise<void> {
    const id = readNumericId(text)
    if (id === undefined) return void res.writeHead(404).end()
    const stars = fetchRatings && { of: (await fetchRatings(id)) ?? {}, color: starColor }
    sendJson(res, 200, {
      id: String(id),
      podname: options.podname ?? 'null',
      clustername: options.clustername ?? 'null',
      reviews: REVIEWS.map((review) =>
        stars ? { ...review, rating: rating(stars.of[review.reviewer], stars.color) } : review,
      ),
    })
  }

  const listener = routes([
    { path: /^\/$/, methods: { GET: index } },
    { path: /^\/health$/, methods: { GET: health } },
    { path: /^\/reviews\/([^/]*)$/, methods: { GET: reviews } },
  ])
  return whileOn(waybill(listener, innerPolicy), listener)
}

function rating(stars: unknown, color: string): object {
  if (typeof stars === 'number') return { stars, color }
  return { error: 'Ratings service is currently unavailable' }
}

function index(_req: IncomingMessage, res: ServerResponse): void {
  res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(INDEX)
}

function health(_req: IncomingMessage, res: ServerResponse): void {
  sendJson(res, 200, { status: 'Reviews is healthy' })
}
