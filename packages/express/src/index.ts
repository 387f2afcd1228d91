import { accept, definePolicy, type Policy, type PolicyOptions } from '@waybill/core'
import type { Request, RequestHandler } from 'express'
import { makeDictionary } from './make-dictionary.ts'

/** The options of `waybill`: a policy's, with the request as Express gives it. */
export type WaybillOptions = PolicyOptions<Request>

/**
 * Express middleware that captures each request's headers, for all calls made while it is handled. Use it first.
 * @param options what to carry and where to; a policy of `definePolicy` serves too
 * @throws TypeError for wrong options, with a sentence that says what to write instead
 */
export function waybill(options?: WaybillOptions | Policy): RequestHandler {
  const policy = definePolicy(options)
  return function waybillMiddleware(req, res, next) {
    makeDictionary(req)
    makeDictionary(res)
    accept(policy, req, res, next)
  }
}
