import { fromDecimal, toDecimal, wide } from '../ids.ts'
import { isSampled, reading } from '../reading.ts'
import { one, type Received } from '../received.ts'
import type { Reading, TraceContext } from '../trace-context.ts'

const CONTEXT = /^([\da-f]{32})(?:\/(\d+))?(?:;o=([01]))?$/

/** @see https://cloud.google.com/trace/docs/trace-context#legacy-http-header */
export function readGoogleCloud(received: Received): Reading {
  const [, traceId, decimal, option] =
    CONTEXT.exec(one(received, 'x-cloud-trace-context') ?? '') ?? []
  const spanId = decimal && (fromDecimal(decimal) ?? '')
  return reading({ traceId, spanId, sampled: option ? option === '1' : 'defer' })
}

/** The span in decimal, and `o` once it is decided. */
export function writeGoogleCloud(context: TraceContext): Record<string, string> {
  const option = context.sampled === 'defer' ? '' : `;o=${Number(isSampled(context))}`
  const ids = `${wide(context.traceId)}/${toDecimal(context.spanId)}`
  return { 'x-cloud-trace-context': ids + option }
}
