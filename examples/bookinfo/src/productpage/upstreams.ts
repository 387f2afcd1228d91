import { type Get, getByFetch, getBySuperagent } from './clients.ts'
import type { Metrics } from './metrics.ts'
import type { ProductpageOptions } from './options.ts'

/** What a service answered: its JSON if the status is 200, else `{ error }` with a sentence for the reader. */
export interface Answer {
  status: number
  body: unknown
}

/** The services behind productpage; each call ends in an answer, never in an error. */
export interface Upstreams {
  details(id: string): Promise<Answer>
  reviews(id: string): Promise<Answer>
  ratings(id: string): Promise<Answer>
}

/** Returns the three services, each answer counted once. */
export function createUpstreams(options: ProductpageOptions, metrics: Metrics): Upstreams {
  const { timeout = 3_000 } = options

  function upstream(service: keyof Upstreams, get: Get, attempts = 1) {
    return async function ask(id: string): Promise<Answer> {
      const address = `${options[service]}/${service}/${encodeURIComponent(id)}`
      let answer = await answerOf(get, address, timeout)
      for (let attempt = 1; attempt < attempts && answer.status !== 200; attempt++) {
        answer = await answerOf(get, address, timeout)
      }
      metrics.count(service, answer.status)
      if (answer.status === 200) return answer
      const error = `Sorry, product ${service} are currently unavailable for this book.`
      return { status: answer.status, body: { error } }
    }
  }

  return {
    details: upstream('details', getByFetch),
    // Asking twice for 3 s each, where reviews v2 waits 10 s for ratings, is the fault that Istio's
    // fault injection task lets its reader find.
    reviews: upstream('reviews', getByFetch, 2),
    ratings: upstream('ratings', getBySuperagent),
  }
}

async function answerOf(get: Get, address: string, timeout: number): Promise<Answer> {
  try {
    const { status, text } = await get(address, timeout)
    return { status, body: status === 200 ? JSON.parse(text) : undefined }
  } catch {
    return { status: 500, body: undefined }
  }
}
