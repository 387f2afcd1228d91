import { fromBase64, fromHex, toBase64, toHex } from '../bytes.ts'
import { wide } from '../ids.ts'
import { INVALID, isSampled, reading } from '../reading.ts'
import type { Received } from '../received.ts'
import type { Reading, TraceContext } from '../trace-context.ts'

/**
 * Version 0, in base64 or as bytes: `0 0 trace(16) 1 span(8)`, and perhaps `2 options(1)`.
 * @see https://github.com/census-instrumentation/opencensus-specs/blob/master/encodings/BinaryEncoding.md
 */
export function readGrpcTrace(received: Received): Reading {
  const [value, more] = received.get('grpc-trace-bin') ?? []
  if (value === undefined || more !== undefined) return INVALID
  const bytes = typeof value === 'string' ? fromBase64(value) : value
  const [hasOptions, options] = [bytes[27] === 2, bytes[28]]
  // Options that were cut off are no options; a field that is not known ends what can be read.
  const isWhole = bytes[0] === 0 && bytes[1] === 0 && bytes[18] === 1
  if (!isWhole || (hasOptions && options === undefined)) return INVALID
  return reading({
    traceId: toHex(bytes.subarray(2, 18)),
    spanId: toHex(bytes.subarray(19, 27)),
    sampled: (hasOptions && ((options as number) & 1) > 0) || 'defer',
  })
}

/** In base64. A bit of 0 is no decision here, so a trace that is not sampled is undecided to its reader. */
export function writeGrpcTrace(context: TraceContext): Record<string, string> {
  const ids = [...fromHex(wide(context.traceId)), 1, ...fromHex(context.spanId)]
  return { 'grpc-trace-bin': toBase64([0, 0, ...ids, 2, Number(isSampled(context))]) }
}
