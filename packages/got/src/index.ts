import { current } from '@waybill/core'
import type { Got, HandlerFunction } from 'got'
import { addWhenSent, takeBack } from './add-when-sent.ts'

/** What tells an instance of Got, of whatever version. Not its type, which CommonJS code cannot name. */
export interface GotInstance {
  readonly defaults: object
  readonly extend: object
}

const WRAPPED = Symbol.for('@waybill/got.wrapped')

/**
 * Extends a Got instance, so that its calls carry the headers of the request that is being handled, decided anew at
 * each hop of a redirect and at each retry. Headers that a call or a hook sets itself win, also when they are
 * `undefined`. The given instance stays as it is.
 * @returns a new instance with the same defaults; a wrapped one, or one that extends it, as it is
 */
export function wrapGot<T extends GotInstance>(got: T): T {
  const given = got as unknown as Got
  if (typeof given?.extend !== 'function' || !given.defaults?.handlers) {
    throw new TypeError(
      `@waybill/got: wrapGot takes a Got instance, got ${got && typeof got}; write wrapGot(got)`,
    )
  }
  if (given.defaults.handlers.some((one) => WRAPPED in one)) return got
  // Ours goes before the instance's own, which may hold a call back in a queue, to go on from another request. Only
  // an instance with mutable defaults lets handlers change places.
  const { defaults, extend } = given.extend({ handlers: [waybillHandler], mutableDefaults: true })
  defaults.handlers.unshift(...defaults.handlers.splice(-1))
  const { mutableDefaults } = given.defaults
  return extend({ mutableDefaults }) as unknown as T
}

// Got calls it when the call is made, once for all its redirects and retries.
const waybillHandler: HandlerFunction = function waybillHandler(options, next) {
  // There are no options where Got could not read them; it says so itself.
  if (options) {
    // Pagination makes a call with the options of the one before.
    takeBack(options)
    const waybill = current()
    if (waybill && !waybill.isEmpty) addWhenSent(options, waybill)
  }
  return next(options)
}
Object.defineProperty(waybillHandler, WRAPPED, { value: true })
