import type { Carrier } from '@waybill/core'
import { record } from './baggage-headers.ts'
import { decodeUtf8, fromBase64 } from './bytes.ts'
import { one, receive } from './received.ts'

/** What SkyWalking's headers say. Its ids are texts of any form, so no other format can hold them. */
export interface Sw8Reading {
  readonly isValid: boolean
  readonly sampled: boolean | 'defer'
  readonly traceId?: string
  /** The segment that the span is in, of which `spanId` is a number. */
  readonly parentSegmentId?: string
  readonly spanId?: string
  /** `sw8-correlation`; has no prototype. */
  readonly baggage?: Readonly<Record<string, string>>
}

/**
 * Reads `sw8`, strictly, and `sw8-correlation`. Never throws.
 * @see https://skywalking.apache.org/docs/main/latest/en/api/x-process-propagation-headers-v3/
 */
export function readSw8(carrier: Carrier): Sw8Reading {
  try {
    const received = receive(carrier)
    const [sample = '', trace = '', segment = '', spanId = '', ...names] = (
      one(received, 'sw8') ?? ''
    ).split('-')
    const [traceId, parentSegmentId] = [trace, segment, ...names].map(decode)
    const isWhole = names.length === 4 && /^[01]$/.test(sample) && /^\d+$/.test(spanId)
    if (!isWhole || !traceId || !parentSegmentId) return INVALID
    const baggage = correlation(one(received, 'sw8-correlation') || undefined)
    const context = { isValid: true, sampled: sample === '1', traceId, parentSegmentId, spanId }
    return { ...context, ...(baggage && { baggage }) }
  } catch {
    return INVALID
  }
}

const INVALID: Sw8Reading = Object.freeze({ isValid: false, sampled: 'defer' })

/** What is no correlation is none, and says nothing of the ids. */
function correlation(list: string | undefined): Sw8Reading['baggage'] {
  try {
    const pairs = list?.split(',').map((pair) => pair.split(':').map(decode)) ?? []
    const isList = pairs.every((pair): pair is [string, string] => pair.length === 2)
    return isList ? record(pairs as [string, string][]) : undefined
  } catch {
    return undefined
  }
}

function decode(text: string): string {
  return decodeUtf8(fromBase64(text))
}
