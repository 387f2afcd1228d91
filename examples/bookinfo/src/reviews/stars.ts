import { inSpan } from '../tracing.ts'

/** Asks ratings about a product, by whatever client: gives the JSON of its answer if the status is 200. */
export type AskRatings = (id: number, signal: AbortSignal) => Promise<unknown>

/** Returns the stars of a product by reviewer: none where ratings gives none within `timeout` milliseconds. */
export async function starsFrom(
  askRatings: AskRatings,
  id: number,
  timeout: number,
): Promise<Record<string, unknown>> {
  try {
    const answer = await inSpan('ask for stars', () => askRatings(id, AbortSignal.timeout(timeout)))
    return { ...(answer as { ratings?: object } | null)?.ratings }
  } catch {
    return {}
  }
}
