import { AsyncLocalStorage } from 'node:async_hooks'
import type { ListedWaybill, Waybill } from '../forward/waybill.ts'

// On the global object, so that the ESM and the CommonJS copy, or two installed versions, still share one store. The
// number is the version of the shape of what it holds.
const KEY = Symbol.for('@waybill/core.store.1')
const shared = globalThis as { [KEY]?: AsyncLocalStorage<Waybill | undefined> }

/** The one store of this process. */
export const store: AsyncLocalStorage<Waybill | undefined> = shared[KEY] ?? new AsyncLocalStorage()
shared[KEY] = store

/**
 * Runs a function, and all that it starts, with a waybill as the current one. `undefined` runs it outside any request.
 * @returns what the function returns; what it throws is thrown on
 */
export function run<R>(waybill: Waybill | undefined, fn: () => R): R {
  return isExtended(waybill) ? enter(waybill, fn) : store.run(waybill, fn)
}

/** The waybill of the request that the running code belongs to, or `undefined` outside a request. */
export function current(): Waybill | undefined {
  return store.getStore()
}

/** Whether a waybill is to be entered by `enter`, and not by `store.run` alone, which takes less. */
export function isExtended(waybill: Waybill | undefined): waybill is ListedWaybill {
  // One of another copy of this package may have none.
  return !!(waybill as Partial<ListedWaybill> | undefined)?.extensions?.run.length
}

/** Runs a function with a waybill, and with what the extensions of its policy make current beside it. */
export function enter<R>(waybill: ListedWaybill, fn: () => R): R {
  if (waybill === store.getStore()) return fn()
  const all = waybill.extensions.run.reduceRight<() => R>(
    (inner, one) => () => one.run?.(waybill, inner) as R,
    fn,
  )
  return store.run(waybill, all)
}
