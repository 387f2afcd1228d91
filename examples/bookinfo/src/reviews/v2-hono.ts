import type { RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { wrapDispatcher } from '@waybill/fetch'
import { waybill } from '@waybill/hono'
import { Hono } from 'hono'
import { Agent, request } from 'undici'
import { innerPolicy } from '../policy.ts'
import { whileOn } from '../waybill-switch.ts'
import { type Answer, answersOf } from './answers.ts'
import type { ReviewsOptions } from './options.ts'
import type { AskRatings } from './stars.ts'

/** Returns reviews v2, on Hono, which asks ratings with undici's `request`. */
export function createV2(ratings: string, options: ReviewsOptions): RequestListener {
  const answers = answersOf(options, ratingsClient(ratings))
  const app = new Hono()
  app.use(whileOn(waybill(innerPolicy), (_c, next) => next()))
  app.get('/', () => response(answers.index))
  app.get('/health', () => response(answers.health))
  app.get('/reviews/:id', async (c) => response(await answers.reviews(c.req.param('id'))))
  app.notFound((c) => response(answers.refusal(c.req.method, c.req.path)))
  // The name stands in for the Host that a caller of HTTP/1.0 does not send.
  return getRequestListener(app.fetch, { hostname: 'reviews' })
}

function ratingsClient(address: string): AskRatings {
  const dispatcher = wrapDispatcher(new Agent())
  return async function askRatings(id, signal) {
    const { statusCode, body } = await request(`${address}/ratings/${id}`, { dispatcher, signal })
    // Read to the end even when it is not wanted, so that the connection can serve the next call.
    const answer = await body.json()
    return statusCode === 200 ? answer : undefined
  }
}

function response({ body, ...rest }: Answer): Response {
  return new Response(body, rest)
}
