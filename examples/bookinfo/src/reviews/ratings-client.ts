import { Agent } from 'node:http'
import { wrapAxios } from '@waybill/axios'
import axios from 'axios'

/** Fetches the stars of a product by reviewer, or undefined when ratings gives none in time. */
export type FetchRatings = (id: number) => Promise<Record<string, unknown> | undefined>

/** Returns a client of the ratings service that gives up after `timeout` milliseconds. */
export function ratingsClient(address: string, timeout: number): FetchRatings {
  const client = wrapAxios(
    axios.create({
      baseURL: address,
      httpAgent: new Agent({ keepAlive: true }),
      proxy: false,
      validateStatus: (status) => status === 200,
    }),
  )
  return async function fetchRatings(id) {
    try {
      // The `timeout` of axios does not count the time it takes to connect; a signal does.
      const signal = AbortSignal.timeout(timeout)
      const { data } = await client.get<{ ratings?: unknown } | null>(`/ratings/${id}`, { signal })
      const ratings = data?.ratings
      return typeof ratings === 'object' && ratings !== null ? { ...ratings } : undefined
    } catch {
      return undefined
    }
  }
}
