import { isSpanId, isTraceId } from './ids.ts'
import type { Reading, Sampled } from './trace-context.ts'

/** What a reader has found, in which any of it may be missing. */
type Found = { [K in keyof Reading]?: Reading[K] | undefined }

/** Nothing usable. */
export const INVALID: Reading = Object.freeze({ isValid: false, sampled: 'defer' })

/**
 * A reading of what is there; an invalid one where the ids are none, or the sampling state is missing. A format that
 * must have a span says `''` for none.
 */
export function reading({ traceId, spanId, sampled, ...others }: Found): Reading {
  if (!isTraceId(traceId) || !(spanId === undefined || isSpanId(spanId)) || sampled === undefined)
    return INVALID
  const there: Record<string, unknown> = { isValid: true, traceId, sampled }
  if (spanId) there.spanId = spanId
  for (const [name, value] of Object.entries(others)) if (value !== undefined) there[name] = value
  return there as unknown as Reading
}

/** Whether a trace is to be recorded, of formats that know no more than that. */
export function isSampled({ sampled }: { readonly sampled: Sampled }): boolean {
  return sampled === true || sampled === 'debug'
}
