import type { Carrier, Waybill } from '@waybill/core'
import type { Format, Reading, TraceContext } from '../trace-context.ts'
import { write } from '../write.ts'
import { carriedBy, formats, isWhole, readFrom, replace, takeBack, type Values } from './carried.ts'
import type { TraceContextOptions } from './options.ts'
import { randomId } from './random-id.ts'
import { reportTranslation } from './translation.ts'

/**
 * Brings a waybill to what the calls of its request are to carry: what is invalid goes, unless the mode is 'verbatim',
 * and the formats of `to` that are missing are added.
 * @param carrier `undefined` for a request that is not trusted
 */
export function admit(
  waybill: Waybill,
  carrier: Carrier | undefined,
  { from, to, mode, sampled }: Required<TraceContextOptions>,
): void {
  const isVerbatim = mode === 'verbatim'
  const readings = new Map<Format, Reading>()
  const values = carrier ? carriedBy(waybill, carrier) : NONE
  for (const format of formats) {
    const reading = readFrom(values, format)
    if (!reading) continue
    if (!isVerbatim) guard(waybill, format, reading)
    if (isVerbatim || reading.isValid) readings.set(format, reading)
  }
  const source = from.find((format) => isWhole(readings.get(format)))
  if (!source && isVerbatim) return
  const context = source
    ? (readings.get(source) as TraceContext)
    : newContext(sampled, from.map((format) => readings.get(format)).find(Boolean))
  for (const format of to) {
    const reading = readings.get(format)
    // A sampling state that came alone stays alone beside the context of another format.
    if (reading && (source || isWhole(reading))) continue
    replace(waybill, format, write(format, context))
    if (source) reportTranslation(source, format, context)
  }
}

const NONE: Values = new Map()

/** Takes back what is invalid. Version 00 of `traceparent` is all that is known, so that others go out as this one. */
function guard(waybill: Waybill, format: Format, reading: Reading): void {
  if (!reading.isValid) replace(waybill, format, {})
  else if (format === 'w3c') {
    if (!waybill.get('traceparent')?.startsWith('00'))
      replace(waybill, format, write(format, reading as TraceContext))
    else if (reading.tracestate === undefined) takeBack(waybill, ['tracestate'])
  } else if (format === 'b3' && !isWhole(reading)) {
    // Beside a sampling state alone, ids mean nothing.
    takeBack(waybill, ['x-b3-spanid', 'x-b3-parentspanid'])
  }
}

/** A context that begins here, with what came in of one: a sampling state, or the id of a trace alone. */
function newContext(
  sampled: TraceContext['sampled'],
  came: Reading | undefined = { isValid: true, sampled },
): TraceContext {
  return {
    traceId: randomId(16),
    spanId: randomId(8),
    isRandom: came.traceId === undefined,
    ...came,
    sampled: came.sampled === 'defer' ? sampled : came.sampled,
  }
}
