import { record } from '../baggage-headers.ts'
import { decodeUtf8, fromBase64, fromHex, toBase64, toHex } from '../bytes.ts'
import { isSpanId, low } from '../ids.ts'
import { readFields, withLength } from '../protobuf.ts'
import { isSampled, reading } from '../reading.ts'
import { one, type Received } from '../received.ts'
import type { Reading, TraceContext } from '../trace-context.ts'

// Fields, by number and wire type, as on the wire.
const CONTEXT = 0x12
const TRACE_ID = 0x09
const SPAN_ID = 0x11
const SAMPLED = 0x18
const BAGGAGE = 0x22
const KEY = 0x0a
const VALUE = 0x12

/**
 * Base64 of the protobuf message `{ basic_ctx = 2: { fixed64 trace_id = 1, fixed64 span_id = 2, bool sampled = 3,
 * map<string, string> baggage = 4 } }`.
 * @see https://github.com/lightstep/lightstep-tracer-common
 */
export function readLightstep(received: Received): Reading {
  const message = readFields(fromBase64(one(received, 'x-ot-span-context') ?? ''))
  const fields = readFields(last(message, CONTEXT))
  const [traceId, spanId] = [TRACE_ID, SPAN_ID].map((tag) =>
    toHex([...last(fields, tag)].reverse()),
  )
  const sampled = (last(fields, SAMPLED)[0] ?? 0) > 0
  const baggage = fields.flatMap(([tag, bytes]) => (tag === BAGGAGE ? [entryOf(bytes)] : []))
  return reading({ traceId, spanId, sampled, baggage: record(baggage) })
}

/** The lower half of the trace id, and all baggage. Nothing where that half is zero. */
export function writeLightstep(context: TraceContext): Record<string, string> {
  const traceId = low(context.traceId)
  if (!isSpanId(traceId)) return {}
  const entries = Object.entries(context.baggage ?? {}).flatMap((entry) => {
    const [key, value] = entry.map((text) => [...new TextEncoder().encode(text)])
    return withLength(BAGGAGE, [
      ...withLength(KEY, key as number[]),
      ...withLength(VALUE, value as number[]),
    ])
  })
  const fields = [
    TRACE_ID,
    ...fromHex(traceId).reverse(),
    SPAN_ID,
    ...fromHex(context.spanId).reverse(),
    ...(isSampled(context) ? [SAMPLED, 1] : []),
    ...entries,
  ]
  return { 'x-ot-span-context': toBase64(withLength(CONTEXT, fields)) }
}

function entryOf(bytes: Uint8Array): [string, string] {
  const fields = readFields(bytes)
  const [key = '', value = ''] = [KEY, VALUE].map((tag) => decodeUtf8(last(fields, tag)))
  // Lightstep's readers take keys in lower case.
  return [key.toLowerCase(), value]
}

/** The last of the fields with a tag, which is the one that counts in protobuf. */
function last(fields: ReturnType<typeof readFields>, tag: number): Uint8Array {
  return new Map(fields).get(tag) ?? new Uint8Array()
}
