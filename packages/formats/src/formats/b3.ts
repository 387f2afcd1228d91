import { isSpanId } from '../ids.ts'
import { INVALID, reading } from '../reading.ts'
import { one, type Received, trim } from '../received.ts'
import type { Reading, Sampled, TraceContext } from '../trace-context.ts'
import { noZeros, readB3Single } from './b3-single.ts'

const STATES = new Map<string | undefined, Sampled>([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
  [undefined, 'defer'],
])

/**
 * The single header if it is valid, or else the several ones; never parts of both.
 * @see https://github.com/openzipkin/b3-propagation
 */
export function readB3(received: Received): Reading {
  const single = readB3Single(received)
  return single.isValid ? single : readSeveral(received)
}

/** The several headers. */
export function writeB3(context: TraceContext): Record<string, string> {
  const { traceId, spanId, parentSpanId, sampled } = context
  return {
    'x-b3-traceid': traceId,
    'x-b3-spanid': spanId,
    ...(isSpanId(parentSpanId) && { 'x-b3-parentspanid': parentSpanId }),
    ...(sampled === 'debug' && { 'x-b3-flags': '1' }),
    ...(typeof sampled === 'boolean' && { 'x-b3-sampled': sampled ? '1' : '0' }),
  }
}

function readSeveral(received: Received): Reading {
  const decided = STATES.get(first(received, 'x-b3-sampled')?.toLowerCase())
  if (decided === undefined) return INVALID
  const sampled = first(received, 'x-b3-flags') === '1' ? 'debug' : decided
  const traceId = one(received, 'x-b3-traceid')
  // A state without ids is for all traces to come, whatever else is there.
  if (traceId === undefined) return sampled === 'defer' ? INVALID : { isValid: true, sampled }
  const parentSpanId = noZeros(one(received, 'x-b3-parentspanid'))
  return parentSpanId === undefined || isSpanId(parentSpanId)
    ? reading({ traceId, spanId: one(received, 'x-b3-spanid') ?? '', parentSpanId, sampled })
    : INVALID
}

/** The first of several values, which counts for states, of a list that Node has joined, too. */
function first(received: Received, name: string): string | undefined {
  const value = received.get(name)?.[0]
  return value === undefined ? undefined : trim(`${value}`.split(',', 1)[0] as string)
}
