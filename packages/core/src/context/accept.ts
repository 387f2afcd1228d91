import { capture } from '../capture/capture.ts'
import type { NodeRequest } from '../capture/carrier.ts'
import type { Policy } from '../policy/policy.ts'
import { bindEmitter, type Emitter } from './bind.ts'
import { enter, isExtended, store } from './store.ts'

interface Response extends Emitter {
  readonly headersSent: boolean
  setHeader(name: string, value: string): unknown
}

/**
 * Handles one request of node:http or node:http2 with its waybill current: in `fn` and all it starts, and in the
 * listeners of the request and the response, which Node calls from outside it (a body that comes late) or, with
 * pipelining, from another request. For adapters of frameworks that stand on these modules.
 * @returns what `fn` returns
 */
export function accept<R>(
  policy: Policy,
  request: NodeRequest & Emitter,
  response: Response,
  fn: () => R,
): R {
  const waybill = capture(policy, request)
  for (const name of policy.echo) {
    const value = waybill.get(name)
    if (value !== undefined && !response.headersSent) response.setHeader(name, value)
  }
  return isExtended(waybill)
    ? enter(waybill, () => handle(request, response, fn))
    : store.run(waybill, handle<R>, request, response, fn)
}

function handle<R>(request: Emitter, response: Emitter, fn: () => R): R {
  bindEmitter(request, response)
  return fn()
}
