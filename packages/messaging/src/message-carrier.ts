type Value = string | number | Value[] | undefined

/**
 * What `trust` and a rule's `value` are given for a message: the message as its client gives it, and, iterated, its
 * headers as pairs of name and value, whose characters are the bytes that came.
 */
export class MessageCarrier<M = unknown> {
  readonly message: M

  constructor(message: M) {
    this.message = message
  }

  *[Symbol.iterator](): Iterator<readonly [string, string]> {
    const { properties, opts, message, headers } = Object(this.message)
    // amqplib has read texts as UTF-8.
    const isText = properties?.headers !== undefined
    const found = Object(properties?.headers ?? opts?.waybill ?? message?.headers ?? headers)
    for (const [name, value] of Symbol.iterator in found ? found : Object.entries(found))
      yield [name, toValue(value, isText) as string]
  }
}

function toValue(value: unknown, isText: boolean): Value {
  if (Array.isArray(value)) return value.map((one) => toValue(one, isText))
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1')
  if (typeof value === 'string') return isText ? Buffer.from(value).toString('latin1') : value
  // A larger number may have lost digits on its way.
  return Number.isSafeInteger(value) ? (value as number) : undefined
}
