import type { IncomingMessage, RequestListener } from 'node:http'
import {
  accept,
  bindEmitter,
  type Carrier,
  capture,
  definePolicy,
  type NodeRequest,
  type Policy,
  type PolicyOptions,
  run,
} from '@waybill/core'

/** The options of `waybill`: a policy's, with the request as node:http gives it. */
export type WaybillOptions = PolicyOptions<IncomingMessage>

type Listener = (...args: never[]) => unknown
type Emitter = Parameters<typeof bindEmitter>[0]
type Response = Parameters<typeof accept>[2]

/**
 * Wraps a listener of a server of node:http, https or http2, so that each request's headers are captured for all calls
 * made while it is handled: `http.createServer(waybill((req, res) => { … }))`. Fits the events `request`,
 * `checkContinue`, `checkExpectation`, `upgrade`, `connect`, and `stream` of http2.
 * @param options what to carry and where to; a policy of `definePolicy` serves too
 * @throws TypeError for wrong options, with a sentence that says what to write instead
 */
export function waybill(
  listener: RequestListener,
  options?: WaybillOptions | Policy,
): RequestListener
export function waybill<L extends Listener>(listener: L, options?: WaybillOptions | Policy): L
export function waybill(listener: Listener, options?: WaybillOptions | Policy): Listener {
  if (typeof listener !== 'function') {
    throw new TypeError(
      `@waybill/http: waybill takes a listener, got ${listener && typeof listener}; write waybill((req, res) => {})`,
    )
  }
  const policy = definePolicy(options)
  return function waybillListener(this: unknown, ...args: never[]): unknown {
    // Not taken apart by an iterator, which takes longer.
    const first = args[0] as unknown as NodeRequest & Emitter
    const second = args[1] as unknown as Response
    const handle = () => listener.apply(this, args)
    const isRequest = 'rawHeaders' in first
    if (isRequest && 'setHeader' in second) return accept(policy, first, second, handle)
    // An upgrade or a tunnel has a socket for its response; a stream of http2 comes with headers, flat and whole last.
    return run(
      capture(policy, isRequest ? first : (args[3] ?? (second as object as Carrier))),
      () => {
        bindEmitter(first, isRequest ? second : undefined)
        return handle()
      },
    )
  }
}
