import { isUtf8 } from 'node:buffer'
import { bind, bindEmitter, run } from '@waybill/core'
import { addedHeaders, mapValues } from './added-headers.ts'
import { type BrokerOptions, brokerTarget } from './broker.ts'
import { withFields } from './with-fields.ts'
import { type ChangeArguments, wrapMethods } from './wrap-methods.ts'

interface Channel {
  publish(...args: never[]): unknown
  sendToQueue(...args: never[]): unknown
}

interface PublishOptions {
  headers?: Readonly<Record<string, unknown>>
}

/**
 * Makes the messages of an amqplib channel carry the headers of what is being handled when they are published, and its
 * confirm callbacks run there. Headers that a message has itself win. Of the promise and the callback API, with confirms
 * or without.
 * @returns the same channel; it is wrapped once, however often this is called
 * @throws TypeError for what is no channel, and for wrong options
 */
export function wrapChannel<T extends Channel>(channel: T, options?: BrokerOptions): T {
  const target = brokerTarget(options)
  const from =
    (at: number): ChangeArguments =>
    (args) => {
      const changed = [...args]
      changed[at] = withHeaders(args[at], target)
      const confirm = args[at + 1]
      if (typeof confirm === 'function') changed[at + 1] = bind(confirm as () => void)
      return changed
    }
  const isNew = wrapMethods(
    channel,
    { publish: from(3), sendToQueue: from(2) },
    'wrapChannel takes a channel of amqplib; write wrapChannel(await connection.createChannel())',
  )
  // Its events come from the socket, and so from the request that opened the connection, if one did.
  if (isNew && 'emit' in channel) run(undefined, () => bindEmitter(channel as never))
  return channel
}

function withHeaders(given: unknown, target: readonly string[]): unknown {
  // What is neither options nor absent is for amqplib to judge.
  if (given && typeof given !== 'object') return given
  const options = (given ?? {}) as PublishOptions
  const headers = inherited(options.headers)
  const added = addedHeaders(target, headers)
  return added
    ? withFields(options, { headers: Object.assign(headers, mapValues(added, toField)) })
    : given
}

/** A copy of headers with those of their prototypes, which amqplib sends, too. */
function inherited(headers: unknown): Record<string, unknown> {
  const copy: Record<string, unknown> = Object.create(null)
  for (const name in Object(headers)) copy[name] = (headers as typeof copy)[name]
  return copy
}

/** The bytes of a value as a field: a text, which amqplib sends in UTF-8, or else as bytes. */
function toField(value: string): string | Buffer {
  const bytes = Buffer.from(value, 'latin1')
  return isUtf8(bytes) ? bytes.toString() : bytes
}
