import { baggageOf } from '../baggage-headers.ts'
import { decodePercent } from '../bytes.ts'
import { isSpanId } from '../ids.ts'
import { INVALID, reading } from '../reading.ts'
import { one, type Received, trim } from '../received.ts'
import type { Reading, TraceContext } from '../trace-context.ts'
import { noZeros } from './b3-single.ts'

const CONTEXT = /^([\da-f]{1,32}):([\da-f]{1,16}):([\da-f]{1,16}):([\da-f]{1,2})$/

/** @see https://www.jaegertracing.io/sdk-migration/#propagation-format */
export function readJaeger(received: Received): Reading {
  const baggage = baggageOf(received, 'uberctx-', decodePercent, listed(received))
  const text = (one(received, 'uber-trace-id') ?? '').replace(/%3a/gi, ':').toLowerCase()
  const [, trace = '', span = '', parent = '', digits = ''] = CONTEXT.exec(text) ?? []
  const flags = Number.parseInt(digits, 16)
  const context = reading({
    traceId: trace.padStart(trace.length > 16 ? 32 : 16, '0'),
    spanId: span.padStart(16, '0'),
    parentSpanId: noZeros(parent.padStart(16, '0')),
    sampled: flags & 2 ? 'debug' : (flags & 1) > 0,
    isFirehose: (flags & 8) > 0 || undefined,
    baggage,
  })
  if (context.isValid) return context
  const debugId = one(received, 'jaeger-debug-id')
  return { ...INVALID, ...(baggage && { baggage }), ...(debugId && { sampled: 'debug', debugId }) }
}

/** Not its baggage, which has headers of its own. */
export function writeJaeger(context: TraceContext): Record<string, string> {
  const { traceId, spanId, parentSpanId, sampled, isFirehose } = context
  const state = sampled === 'debug' ? 3 : sampled === true ? 1 : 0
  const flags = (state | (isFirehose === true ? 8 : 0)).toString(16)
  const parent = isSpanId(parentSpanId) ? parentSpanId : '0'
  return { 'uber-trace-id': `${traceId}:${spanId}:${parent}:${flags}` }
}

/** The pairs of `jaeger-baggage`, which people write by hand. */
function listed(received: Received): [string, string][] {
  const list = received.get('jaeger-baggage')?.join().split(',') ?? []
  return list.flatMap(function pairOf(text) {
    const [key = '', value, more] = text.split('=').map(trim)
    return value === undefined || more !== undefined ? [] : [[key, value]]
  })
}
