import type { Outbound } from '@waybill/testing'
import ky from 'ky'
import nodeFetch from 'node-fetch'
import type { Waybills } from '../waybills.ts'
import { fetching } from './fetching.ts'

/** The global `fetch`, and what takes a `fetch` or has its signature. */
export function fetchOutbounds({
  fetch: { fetch, wrapFetch },
}: Pick<Waybills, 'fetch'>): Outbound[] {
  const kyWithWaybill = ky.create({ fetch, retry: 0 })
  return [
    { name: 'global fetch', call: fetching(fetch) },
    { name: 'ky', call: (url, headers) => kyWithWaybill(url, { headers }).json() },
    {
      name: 'node-fetch',
      call: fetching(wrapFetch(nodeFetch as unknown as typeof globalThis.fetch)),
    },
  ]
}
