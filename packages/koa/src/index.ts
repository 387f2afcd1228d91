import type { IncomingMessage } from 'node:http'
import { accept, bind, definePolicy, type Policy, type PolicyOptions } from '@waybill/core'
import type { Middleware } from 'koa'

/** The options of `waybill`: a policy's, with the request as node:http gives it (`ctx.req`). */
export type WaybillOptions = PolicyOptions<IncomingMessage>

/**
 * Koa middleware that captures each request's headers, for all calls made while it is handled. Use it first.
 * @param options what to carry and where to; a policy of `definePolicy` serves too
 * @throws TypeError for wrong options, with a sentence that says what to write instead
 */
export function waybill(options?: WaybillOptions | Policy): Middleware {
  const policy = definePolicy(options)
  return function waybillMiddleware(ctx, next) {
    return accept(policy, ctx.req, ctx.res, () => {
      // Koa handles errors, and reads a stream that is the body, after its middleware and so outside of `accept`.
      ctx.onerror = bind(ctx.onerror)
      return Promise.resolve(next()).then((result: unknown) => {
        if (isStream(ctx.body)) ctx.body.pipe = bind(ctx.body.pipe)
        return result
      })
    })
  }
}

function isStream(body: unknown): body is { pipe(): unknown } {
  return typeof (body as { pipe?: unknown } | null | undefined)?.pipe === 'function'
}
