import type { Lacks } from '@waybill/testing'
import type { Offer } from './runtime.ts'

const joins: Lacks = { repeats: 'a Headers joins what came in more than once' }
const bare: Lacks = { redirects: 'a fetch that is not wrapped follows redirects out of sight' }

/**
 * What a runtime can do that calls a function with a Request.
 * @param lacks what no service there can show
 */
export function webOffers(bundle: string, lacks: Lacks = {}): Offer[] {
  const all = { ...joins, ...lacks }
  return [
    { bundle, service: 'hono', inbound: 'hono', outbound: 'fetch', lacks: all },
    { bundle, service: 'core', inbound: 'core', outbound: 'core', lacks: { ...all, ...bare } },
  ]
}

/** What a runtime can do that has node:http. */
export const nodeOffers: readonly Offer[] = [
  {
    bundle: 'node-http',
    service: 'http',
    inbound: 'node:http',
    outbound: 'node:http',
    lacks: { redirects: 'node:http follows no redirects' },
  },
  { bundle: 'node-express', service: 'express', inbound: 'express', outbound: 'fetch' },
]
