import type { Metadata, ServerInterceptor } from '@grpc/grpc-js'
import {
  capture,
  definePolicy,
  type KeyedCarrier,
  type Policy,
  type PolicyOptions,
  run,
  type Waybill,
} from '@waybill/core'
import { echoOn } from './echo.ts'
import { textsOf } from './entries.ts'

/** A call as `trust`, and the `value` of a rule, see it. */
export interface IncomingCall extends KeyedCarrier {
  /** The method's, such as `/mesh.Reviews/Get`. */
  readonly path: string
  readonly metadata: Metadata
  /** Knows who calls: `call.getPeer()`, `call.getAuthContext()`. */
  readonly call: Parameters<ServerInterceptor>[1]
}

/** The options of `waybillServerInterceptor`: a policy's, with the call as gRPC gives it. */
export type WaybillOptions = PolicyOptions<IncomingCall>

/**
 * A server interceptor that captures each call's metadata, for all calls made while it is handled. Put it first:
 * `new Server({ interceptors: [waybillServerInterceptor()] })`.
 * @param options what to carry and where to; a policy of `definePolicy` serves too
 * @throws TypeError for wrong options, with a sentence that says what to write instead
 */
export function waybillServerInterceptor(options?: WaybillOptions | Policy): ServerInterceptor {
  const policy = definePolicy(options)
  return function waybillInterceptor({ path }, call) {
    const { start } = call
    let waybill: Waybill | undefined
    // On the call itself, which gRPC makes for this interceptor: another around it would keep a state of its own.
    call.start = function startInContext(listener) {
      // gRPC calls all of these from the connection, so in the context of another call, or of none.
      start.call(call, {
        onReceiveMetadata(metadata) {
          waybill = capture(policy, incomingCall(path, metadata, call))
          if (policy.echo.length > 0) echoOn(call, policy.echo, waybill, metadata)
          run(waybill, () => listener.onReceiveMetadata(metadata))
        },
        onReceiveMessage: (message) => run(waybill, () => listener.onReceiveMessage(message)),
        onReceiveHalfClose: () => run(waybill, () => listener.onReceiveHalfClose()),
        onCancel: () => run(waybill, () => listener.onCancel()),
      })
    }
    return call as ReturnType<ServerInterceptor>
  }
}

function incomingCall(path: string, metadata: Metadata, call: IncomingCall['call']): IncomingCall {
  return {
    path,
    metadata,
    call,
    get: (name) => textsOf(metadata, name),
    keys: () => Object.keys(metadata.toJSON()),
  }
}
