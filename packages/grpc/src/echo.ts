import type { Metadata, ServerInterceptor } from '@grpc/grpc-js'
import type { Waybill } from '@waybill/core'
import { withHeaders } from './entries.ts'

/**
 * Puts headers of a waybill on the answer to a call, unless the handler sets them itself: on its metadata or, for an
 * error without any, on its status.
 * @param received metadata of any kind, by which the class is known
 */
export function echoOn(
  call: Parameters<ServerInterceptor>[1],
  names: readonly string[],
  waybill: Waybill,
  received: Metadata,
): void {
  const { sendMetadata, sendStatus } = call
  let isSent = false
  call.sendMetadata = function sendEchoed(metadata) {
    isSent = true
    sendMetadata.call(call, echoed(metadata))
  }
  call.sendStatus = function sendEchoedStatus(status) {
    sendStatus.call(call, isSent ? status : { ...status, metadata: echoed(status.metadata) })
  }

  function echoed(given: Metadata | null | undefined): Metadata {
    // No value is imported from gRPC, of which there may be several copies.
    const metadata = given ?? new (received.constructor as new () => Metadata)()
    const headers: Record<string, string> = {}
    for (const name of names) {
      const value = metadata.get(name).length > 0 ? undefined : waybill.get(name)
      if (value !== undefined) headers[name] = value
    }
    return withHeaders(metadata, headers)
  }
}
