import type { Outbound } from '@waybill/testing'
import * as undici from 'undici'
import * as undici6 from 'undici6'
import type { Waybills } from '../waybills.ts'
import { fetching } from './fetching.ts'
import { STAYS } from './stays.ts'

type Undici = typeof undici

/** `request` and `fetch` of undici 6 and 7, and of 8, which does not load on Node 20. */
export async function undiciOutbounds(waybills: Pick<Waybills, 'fetch'>): Promise<Outbound[]> {
  const versions: [string, Undici][] = [
    ['undici 6', undici6 as unknown as Undici],
    ['undici 7', undici],
  ]
  if (Number.parseInt(process.versions.node, 10) >= 22)
    versions.push(['undici 8', (await import('undici8')) as unknown as Undici])
  return versions.flatMap(([name, version]) => outboundsOf(name, version, waybills))
}

function outboundsOf(
  name: string,
  { Agent, fetch, interceptors, request }: Undici,
  { fetch: { wrapDispatcher, wrapFetch } }: Pick<Waybills, 'fetch'>,
): Outbound[] {
  const pooled = wrapDispatcher(new Agent({ connections: 10 }))
  const redirecting = wrapDispatcher(new Agent({ connections: 10 })).compose(
    interceptors.redirect({ maxRedirections: 3 }),
    interceptors.retry({ maxRetries: 1 }),
  )
  const call =
    (dispatcher: undici.Dispatcher): Outbound['call'] =>
    async (url, headers) =>
      (await request(url, { headers: { ...headers }, dispatcher })).body.json()
  return [
    { name: `${name} request`, call: call(pooled), lacks: STAYS },
    { name: `${name}, redirect and retry`, call: call(redirecting) },
    {
      name: `${name} fetch`,
      call: fetching(wrapFetch(fetch as unknown as typeof globalThis.fetch)),
    },
  ]
}
