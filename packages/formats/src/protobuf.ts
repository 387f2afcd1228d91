/** A field of a protobuf message: its number and wire type in one, as on the wire, and its bytes without a length. */
export type Field = readonly [tag: number, bytes: Uint8Array]

/**
 * The fields of a protobuf message, in order.
 * @throws Error for bytes that are none
 */
export function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = []
  let at = 0
  while (at < bytes.length) {
    const tag = varint()
    fields.push([tag, take(tag & 7)])
  }
  return fields

  function varint(): number {
    let value = 0
    for (let scale = 1; scale < 2 ** 49; scale *= 128) {
      const byte = bytes[at++] as number
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    throw new Error('not protobuf')
  }

  function take(wireType: number): Uint8Array {
    const start = at
    if (wireType === 0) {
      varint()
      return bytes.subarray(start, at)
    }
    const length = wireType === 1 ? 8 : wireType === 2 ? varint() : wireType === 5 ? 4 : Number.NaN
    const value = bytes.subarray(at, at + length)
    if (value.length !== length) throw new Error('not protobuf')
    at += length
    return value
  }
}

/** A field that has a length, as its bytes on the wire. */
export function withLength(tag: number, bytes: readonly number[]): number[] {
  const length: number[] = []
  let rest = bytes.length
  for (; rest > 127; rest >>>= 7) length.push((rest & 127) | 128)
  return [tag, ...length, rest, ...bytes]
}
