import { isSpanId } from '../ids.ts'
import { INVALID, reading } from '../reading.ts'
import { one, type Received } from '../received.ts'
import type { Reading, Sampled, TraceContext } from '../trace-context.ts'

const SINGLE = /^(?:([\da-f]{16,32})-([\da-f]{16})(?:-([01d]))?(?:-([\da-f]{16}))?|([01d]))$/
const STATES: Readonly<Record<string, Sampled>> = { 0: false, 1: true, d: 'debug' }

/** @see https://github.com/openzipkin/b3-propagation#single-header */
export function readB3Single(received: Received): Reading {
  const [, traceId, spanId, state = '', parent, alone] =
    SINGLE.exec(one(received, 'b3') ?? '') ?? []
  const sampled = STATES[alone ?? state] ?? 'defer'
  if (alone) return { isValid: true, sampled }
  return spanId ? reading({ traceId, spanId, sampled, parentSpanId: noZeros(parent) }) : INVALID
}

/** One header, for names without hyphens, too. */
export function writeB3Single(context: TraceContext): Record<string, string> {
  const { traceId, spanId, parentSpanId, sampled } = context
  const state = sampled === 'debug' ? '-d' : sampled === 'defer' ? '' : sampled ? '-1' : '-0'
  const parent = isSpanId(parentSpanId) ? `-${parentSpanId}` : ''
  return { b3: `${traceId}-${spanId}${state}${parent}` }
}

/** The id of a span above, of which zeros mean that there is none. */
export function noZeros(parent: string | undefined): string | undefined {
  return parent === '0000000000000000' ? undefined : parent
}
