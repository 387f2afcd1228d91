import type { IncomingMessage } from 'node:http'
import type { Plugin, Request } from '@hapi/hapi'
import { accept, definePolicy, type Policy, type PolicyOptions } from '@waybill/core'

/** The options of `waybill`: a policy's, with the request as node:http gives it (`request.raw.req`). */
export type WaybillOptions = PolicyOptions<IncomingMessage>

/**
 * Hapi plugin that captures each request's headers, for all calls made while it is handled. It counts for the whole
 * server, as `server.register(waybill(options))` or `server.register({ plugin: waybill, options })`.
 * @param options what to carry and where to; a policy of `definePolicy` serves too
 * @throws TypeError for wrong options, with a sentence that says what to write instead
 */
export function waybill(options?: WaybillOptions | Policy): Plugin<void> {
  const policy = definePolicy(options)
  return pluginOf(() => policy)
}

/** The plugin that hapi finds here when it is given `waybill` itself, with options beside it or without. */
waybill.plugin = pluginOf<WaybillOptions | Policy>(definePolicy)

function pluginOf<T>(policyOf: (options: T) => Policy): Plugin<T> {
  return {
    name: '@waybill/hapi',
    register(server, options) {
      const policy = policyOf(options)
      // The one public place that sees a request before hapi handles it, one of `inject` included.
      server.decorate(
        'request',
        Symbol('@waybill/hapi'),
        (request: Executed) => captureRequest(policy, request),
        { apply: true },
      )
    },
  }
}

interface Executed extends Request {
  _execute(): Promise<void>
}

// An extension point could only enter a context, which on Node 20 and 22 the next request of the connection keeps. All
// that hapi does with a request, extension points included, is done by `_execute`, which it calls right after this.
function captureRequest(policy: Policy, request: Executed): void {
  const { req, res } = request.raw
  // A request of `inject` comes without these, and they are what a waybill is read from.
  req.rawHeaders ??= Object.entries(req.headers).flatMap(([name, value]) =>
    [value ?? []].flat().flatMap((one) => [name, String(one)]),
  )
  const execute = request._execute
  request._execute = function waybillExecute() {
    return accept(policy, req, res, () => execute.call(request))
  }
}
