import type { HeaderValue, NodeRequest } from '@waybill/core'

/** What a handler of messages gets as its context, by transport; of gRPC, the call. */
export interface MessageContext {
  /** Redis. */
  getMetadata?(): unknown
  /** NATS. */
  getHeaders?(): unknown
  /** Kafka, and RabbitMQ. */
  getMessage?(): Message
  /** gRPC. */
  readonly metadata?: { toJSON?(): unknown }
}

interface Message {
  readonly headers?: unknown
  readonly properties?: { readonly headers?: unknown }
}

/** The headers of a message, in whatever shape its transport gives them; `undefined` when it has none. */
export function headersOf(context: MessageContext): unknown {
  const { headers, properties } = context.getMessage?.() ?? {}
  return (
    headers ??
    properties?.headers ??
    context.getHeaders?.() ??
    context.getMetadata?.() ??
    context.metadata?.toJSON?.()
  )
}

/** A message's headers as a request of HTTP has them, so that `trust` and `value` read both alike. */
export function messageOf(read: () => unknown): NodeRequest {
  let headers: NodeRequest['headers'] = {}
  try {
    const given = read()
    // Those of NATS are pairs.
    const pairs = Symbol.iterator in Object(given) ? given : Object.entries(given ?? {})
    headers = Object.fromEntries(Array.from(pairs as never, headerOf))
  } catch {
    // Whoever sent the message may have made what cannot be read; it has no headers then.
  }
  return { headers, rawHeaders: [] }
}

function headerOf([given, value]: readonly [string, unknown]): [string, HeaderValue] {
  const name = given.toLowerCase()
  return [name, textsOf(name, value)]
}

function textsOf(name: string, value: unknown): HeaderValue {
  if (Array.isArray(value)) return value.map((one) => textsOf(name, one) as string)
  // Texts of Kafka are bytes; bytes of gRPC are no texts, and stay out.
  return (Buffer.isBuffer(value) && !name.endsWith('-bin') ? `${value}` : value) as HeaderValue
}
