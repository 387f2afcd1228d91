import { capture, type Policy, run } from '@waybill/core'
import { headersOf, type MessageContext, messageOf } from './message.ts'

type Hook = (transport: unknown, context: MessageContext, done: () => unknown) => unknown

/** What a server of @nestjs/microservices has, some of it protected. */
export interface Server {
  readonly transportId?: unknown
  handleMessage?(socket: unknown, packet: { metadata?: unknown } | undefined): unknown
  onProcessingStartHook?: Hook
  setOnProcessingStartHook?(hook: Hook): void
}

// `Transport.TCP` of @nestjs/microservices, which an application without messages has not installed.
const TCP = 0

/**
 * Captures the headers of each message that a server handles, before Nest makes the providers of its request and runs
 * its guards. A server that is not one of Nest's own may lack what this needs, and is left alone.
 */
export function captureMessages(server: Server, policy: Policy): void {
  const { handleMessage, onProcessingStartHook: earlier } = server
  const handle = (read: () => unknown, fn: () => unknown) =>
    run(capture(policy, messageOf(read)), fn)
  if (server.transportId === TCP && handleMessage) {
    // Nest 11 has no other place that knows what came beside the message.
    server.handleMessage = function handleInContext(socket, packet) {
      return handle(
        () => packet?.metadata,
        () => handleMessage.call(this, socket, packet),
      )
    }
  } else {
    server.setOnProcessingStartHook?.(function waybillHook(transport, context, done) {
      const proceed = () => handle(() => headersOf(context), done)
      return earlier ? earlier.call(server, transport, context, proceed) : proceed()
    })
  }
}
