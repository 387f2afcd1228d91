import {
  bindEmitter,
  capture,
  type Policy,
  type PolicyOptions,
  run,
  type Waybill,
} from '@waybill/core'
import type { Context, MiddlewareHandler } from 'hono'
import { compile } from './compile.ts'
import { carrierOf, nodePairOf } from './node-pair.ts'

/** The options of `waybill`: a policy's, whose functions are given the Context of Hono. */
export type WaybillOptions = PolicyOptions<Context>

/**
 * Hono middleware that captures each request's headers, for all calls made while it is handled. Use it first. Runs on
 * Node.js by @hono/node-server, on Bun, on Deno and on Workers that have AsyncLocalStorage.
 * @param options what to carry and where to; a policy of `definePolicy` serves too
 * @throws TypeError for wrong options, with a sentence that says what to write instead
 */
export function waybill(options?: WaybillOptions | Policy): MiddlewareHandler {
  const { policy, contexts } = compile(options)
  return async function waybillMiddleware(c, next) {
    const pair = nodePairOf(c)
    const carrier = carrierOf(c.req.raw, pair?.incoming)
    contexts?.set(carrier, c)
    const waybill = capture(policy, carrier)
    for (const [name, value] of echoOf(policy, waybill)) c.header(name, value)
    // Not returned: Hono's `next` gives the Context, which Hono would take for an answer.
    await run(waybill, () => {
      // Their events, and so what aborts a stream, come from outside, or with pipelining from another request.
      if (pair) bindEmitter(pair.incoming, pair.outgoing)
      return next()
    })
    if (c.finalized) echoAgain(policy, waybill, c)
  }
}

function echoOf(policy: Policy, waybill: Waybill): [string, string][] {
  return policy.echo.flatMap((name) => {
    const value = waybill.get(name)
    return value === undefined ? [] : [[name, value]]
  })
}

/** An answer that a handler made by itself lacks what `c.header` has set before. */
function echoAgain(policy: Policy, waybill: Waybill, c: Context): void {
  try {
    for (const [name, value] of echoOf(policy, waybill))
      if (!c.res.headers.has(name)) c.header(name, value)
  } catch {
    // An answer that nothing can be added to, such as the switch to a WebSocket.
  }
}
