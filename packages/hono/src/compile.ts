import { definePolicy, type Policy, type PolicyOptions, type Rule } from '@waybill/core'
import type { Context } from 'hono'

/** A policy, and where its functions find the Context that belongs to what core has read. */
export interface Compiled {
  readonly policy: Policy
  readonly contexts: WeakMap<object, Context> | undefined
}

/**
 * Compiles options whose functions are given the Context, which core does not know.
 * @throws TypeError for wrong options
 */
export function compile(options: PolicyOptions<Context> | Policy | undefined): Compiled {
  const policy = definePolicy(options)
  const { trust, headers = [] } = (
    policy === options ? {} : (options ?? {})
  ) as PolicyOptions<Context>
  const isAsking = typeof trust === 'function' || headers.some((rule) => Object(rule).value)
  if (!isAsking) return { policy, contexts: undefined }
  const contexts = new WeakMap<object, Context>()
  const contextOf = (carrier: unknown): Context => contexts.get(carrier as object) as Context
  const asking = {
    ...options,
    ...(typeof trust === 'function' && { trust: (carrier: unknown) => trust(contextOf(carrier)) }),
    ...(headers.length > 0 && { headers: headers.map((rule) => asked(rule, contextOf)) }),
  }
  return { policy: definePolicy(asking as PolicyOptions), contexts }
}

function asked(rule: string | Rule<Context>, contextOf: (carrier: unknown) => Context): unknown {
  if (typeof rule === 'string' || !rule.value) return rule
  const { value } = rule
  return {
    ...rule,
    value: (context: { carrier: unknown }) =>
      value({ ...context, carrier: contextOf(context.carrier) } as never),
  }
}
