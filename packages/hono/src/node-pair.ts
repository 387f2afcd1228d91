import type { bindEmitter, Carrier, NodeRequest } from '@waybill/core'
import type { Context } from 'hono'

type Emitter = Parameters<typeof bindEmitter>[0]

/** The request and the response of node:http, which @hono/node-server gives in `c.env`. */
export interface NodePair {
  readonly incoming: NodeRequest & Emitter
  /** Not where a WebSocket is asked for. */
  readonly outgoing?: Emitter
}

/** The pair that belongs to a Context, if it has one: elsewhere `c.env` is what the runtime, or the caller, makes it. */
export function nodePairOf({ env }: Context): NodePair | undefined {
  try {
    const pair = env.incoming ? env : env.server
    return Array.isArray(pair.incoming.rawHeaders) ? pair : undefined
  } catch {
    return undefined
  }
}

/**
 * What core reads a request's headers from. Those of the Request count, since a middleware may have edited them, or made
 * another Request beside the same pair; `rawHeaders` only tell apart what a Headers has joined.
 */
export function carrierOf(request: Request, incoming: NodeRequest | undefined): Carrier & object {
  if (!incoming) return request.headers as Iterable<[string, string]> & object
  if (isUntouched(request, incoming)) return incoming
  return {
    headers: Object.fromEntries(request.headers as Iterable<[string, string]>),
    rawHeaders: incoming.rawHeaders,
  }
}

/**
 * Whether a Request stands for the request of node:http, and nobody has asked for its headers: node-server makes them
 * only then, which takes longer than all else here.
 */
function isUntouched(request: Request, incoming: NodeRequest): boolean {
  const kept = Object.getOwnPropertySymbols(request).map((key): unknown =>
    Reflect.get(request, key),
  )
  return kept.includes(incoming) && !kept.some((value) => value instanceof Headers)
}
