import type { InterceptingCall, InterceptingListener, Interceptor, Metadata } from '@grpc/grpc-js'
import { type Carrier, current, run, type Waybill } from '@waybill/core'
import { withHeaders } from './entries.ts'
import { targetsOf } from './targets.ts'

/**
 * A client interceptor that adds the headers of the request that is being handled to each call's metadata:
 * `new Client(address, credentials, { interceptors: [waybillClientInterceptor()] })`. What comes back runs in the
 * context of that request, too.
 */
export function waybillClientInterceptor(): Interceptor {
  return function waybillInterceptor(options, nextCall) {
    const waybill = current()
    const call = nextCall(options)
    const { start, sendMessageWithContext } = call
    // On the call itself, which gRPC makes for this interceptor: another around it would keep a state of its own.
    call.start = function startInContext(metadata, listener) {
      const all = waybill?.isEmpty === false ? withWaybill(metadata, waybill) : metadata
      start.call(call, all, listener && inContext(waybill, listener))
    }
    call.sendMessageWithContext = function sendMessageInContext(context, message) {
      const { callback } = context
      // What was written before there was a connection is sent from the context of the call that asked for one.
      const own = callback && ((error?: Error | null) => run(waybill, () => callback(error)))
      sendMessageWithContext.call(call, own ? { ...context, callback: own } : context, message)
    }
    return call as InterceptingCall

    function withWaybill(metadata: Metadata, waybill: Waybill): Metadata {
      try {
        const targets = targetsOf(call, options.method_definition.path)
        const already = metadata.toJSON() as Record<string, string[]> as Carrier
        return withHeaders(metadata, waybill.forward(targets, already))
      } catch {
        return metadata
      }
    }
  }
}

/** Calls of one channel share a connection, from which gRPC calls all their listeners. */
function inContext(
  waybill: Waybill | undefined,
  listener: Partial<InterceptingListener>,
): InterceptingListener {
  return {
    // Of one parameter each, by which gRPC tells these from listeners that call a next one.
    onReceiveMetadata: (metadata) => run(waybill, () => listener.onReceiveMetadata?.(metadata)),
    onReceiveMessage: (message) => run(waybill, () => listener.onReceiveMessage?.(message)),
    onReceiveStatus: (status) => run(waybill, () => listener.onReceiveStatus?.(status)),
  }
}
