import { AsyncLocalStorage } from 'node:async_hooks'
import type { Inbound, Scope } from './model.ts'

/** Which request the running code belongs to: a store of the doctor's own, beside Waybill's. */
export const scopes: AsyncLocalStorage<Scope | undefined> = new AsyncLocalStorage()

/** Runs a function, and all that it starts, as part of a request. */
export function within<R>(inbound: Inbound, fn: () => R): R {
  const scope = scopes.getStore()
  if (scope?.owner === inbound && scope.natural === inbound) return fn()
  return scopes.run({ natural: inbound, owner: inbound, handoff: undefined }, fn)
}
