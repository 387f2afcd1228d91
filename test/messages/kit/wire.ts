import type { SentHeaders } from '@waybill/testing'

/** What a message says, and its headers, a character for each byte. */
export interface Received {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** Publishes one message; a repeated header is a list. */
export type Publish = (queue: string, body: string, headers: SentHeaders) => Promise<unknown>

/** A running broker, and clients that are connected to it. */
export interface Wire {
  /** Publishes as a service does that has its client wrapped. */
  readonly publish: Publish
  /** The same with a client that is not. */
  readonly publishPlain: Publish
  /** Gives each message of a queue, as the client has it, to a function, many at once. */
  consume(queue: string, handle: (message: never) => Promise<unknown>): Promise<Consumer>
  read(message: never): Received
  stop(): Promise<void>
}

/** What takes messages from a queue. */
export interface Consumer {
  stop(): Promise<void>
}

/** The characters of a header's value, one for each of its bytes. */
export function bytesOf(value: unknown): string {
  return Buffer.isBuffer(value)
    ? value.toString('latin1')
    : Buffer.from(`${value}`).toString('latin1')
}

/** A header's value as its bytes, or as a text where that has the same. */
export function asSent<V>(
  headers: SentHeaders,
  one: (bytes: Buffer) => V,
): Record<string, V | V[]> {
  const value = (text: string): V => one(Buffer.from(text, 'latin1'))
  return Object.fromEntries(
    Object.entries(headers).map(([name, given]) => [
      name,
      typeof given === 'string' ? value(given) : given.map(value),
    ]),
  )
}
