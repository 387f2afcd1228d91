import { readNumericId } from '../numeric-id.ts'
import { type ReviewsOptions, ratingsTimeout } from './options.ts'
import { type AskRatings, starsFrom } from './stars.ts'

/** What is sent for a request, by whatever framework. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body?: string
}

/** The answers of one reviews service; all versions have the same, but for the stars. */
export interface Answers {
  index: Answer
  health: Answer
  /** The two reviews of a product; for an id that is no whole number there are none. */
  reviews(id: string): Promise<Answer>
  /** For a request that has no route: 405 where another method has one, else 404. */
  refusal(method: string, url: string): Answer
}

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
const NOT_FOUND: Answer = { status: 404, headers: {} }
const METHOD_NOT_ALLOWED: Answer = { status: 405, headers: { allow: 'GET, HEAD' } }

/** Returns what a reviews service answers, with stars if it is told how to ask for them. */
export function answersOf(options: ReviewsOptions, askRatings?: AskRatings): Answers {
  const { starColor = 'black', timeout = ratingsTimeout(starColor) } = options
  return {
    index: { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: INDEX },
    health: json({ status: 'Reviews is healthy' }),
    async reviews(text) {
      const id = readNumericId(text)
      if (id === undefined) return NOT_FOUND
      const stars = askRatings && (await starsFrom(askRatings, id, timeout))
      return json({
        id: String(id),
        podname: options.podname ?? 'null',
        clustername: options.clustername ?? 'null',
        reviews: REVIEWS.map((review) =>
          stars ? { ...review, rating: rating(stars[review.reviewer], starColor) } : review,
        ),
      })
    },
    refusal(method, url) {
      const isKnown = /^\/(health|reviews\/[^/?]*)?(\?|$)/.test(url)
      return isKnown && !['GET', 'HEAD'].includes(method) ? METHOD_NOT_ALLOWED : NOT_FOUND
    },
  }
}

function json(value: object): Answer {
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  return { status: 200, headers, body: JSON.stringify(value) }
}

function rating(stars: unknown, color: string): object {
  if (typeof stars === 'number') return { stars, color }
  return { error: 'Ratings service is currently unavailable' }
}
