import type { Waybill } from '@waybill/core'
import {
  type Dispatcher,
  type DispatchOptions,
  globalDispatcherFor,
  isMockActive,
} from './dispatcher.ts'
import { addToDispatch } from './merge-headers.ts'
import { stamp } from './stamp.ts'
import { targetsOf } from './targets.ts'

/** One call's dispatcher: where `fetch` follows a redirect, it sees each hop and decides for it anew. */
export interface HopDispatcher extends Pick<Dispatcher, 'dispatch'> {
  readonly isMockActive: boolean
}

/**
 * Makes the dispatcher of one call. The waybill is the caller's, whatever context the hops are made in.
 * @param added the headers that the call was given already, for its first hop
 * @param inner the dispatcher to send with; by default the global one
 * @param onDispatch called when the first hop is made, which shows that `fetch` uses dispatchers
 */
export function hopDispatcher(
  waybill: Waybill,
  added: Readonly<Record<string, string>>,
  inner: Dispatcher | undefined,
  onDispatch: () => void,
): HopDispatcher {
  let isFirst = true
  return {
    dispatch(options, handler) {
      const hop = isFirst ? options : decideAnew(options, waybill, added)
      if (isFirst) onDispatch()
      isFirst = false
      return (inner ?? globalDispatcherFor(handler)).dispatch(stamp(hop, waybill), handler)
    },
    get isMockActive() {
      return isMockActive(inner)
    },
  }
}

function decideAnew(
  options: DispatchOptions,
  waybill: Waybill,
  added: Readonly<Record<string, string>>,
): DispatchOptions {
  // By their names alone: the caller set none of them, and `fetch` may have trimmed their values.
  const callers = addToDispatch(options.headers, {}, added) as DispatchOptions['headers']
  const add = waybill.forward(targetsOf(options), callers ?? undefined)
  return { ...options, headers: addToDispatch(callers, add) as DispatchOptions['headers'] }
}
