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
  return enter(waybill, fn)
}

/** `store.run`, with what the extensions of the waybill's policy make current beside it. */
export function enter<A extends unknown[], R>(
  waybill: Waybill | undefined,
  fn: (...args: A) => R,
  ...args: A
): R {
  const extensions = (waybill as Partial<ListedWaybill> | undefined)?.extensions?.run
  return extensions?.length && waybill !== store.getStore()
    ? store.run(waybill, () =>
        extensions.reduceRight<() => R>(
          (inner, one) => () => one.run?.(waybill as Waybill, inner) as R,
          () => fn(...args),
        )(),
      )
    : store.run(waybill, fn, ...args)
}

/** The waybill of the request that the running code belongs to, or `undefined` outside a request. */
export function current(): Waybill | undefined {
  return store.getStore()
}
