import type { Waybill } from '@waybill/core'
import { headersOf } from './headers-of.ts'
import { read } from './read.ts'
import type { Format, Reading, TraceContext } from './trace-context.ts'

/** The values that were read, by name, and what they say. */
interface Known {
  readonly formats: readonly Format[]
  readonly values: ReadonlyMap<string, string | undefined>
  readonly context: TraceContext | undefined
}

const known = new WeakMap<Waybill, Known>()

const ALL = Object.keys(headersOf) as Format[]

/**
 * The trace context of a request, from the headers of its waybill: the first of `formats` that is whole and valid.
 * @param formats by default all, in the order of `headersOf`
 */
export function contextOf(
  waybill: Waybill,
  formats: readonly Format[] = ALL,
): TraceContext | undefined {
  const last = known.get(waybill)
  // The application may have set a header since.
  if (last?.formats === formats && isStill(waybill, last.values)) return last.context
  const values = new Map<string, string | undefined>()
  let context: TraceContext | undefined
  for (const format of formats) {
    for (const name of headersOf[format]) values.set(name, waybill.get(name))
    context = wholeOf(read(format, values))
    if (context) break
  }
  known.set(waybill, { formats, values, context })
  return context
}

function isStill(waybill: Waybill, values: Known['values']): boolean {
  for (const [name, value] of values) if (waybill.get(name) !== value) return false
  return true
}

function wholeOf({ isValid, isTracestateValid, ...context }: Reading): TraceContext | undefined {
  return context.traceId && context.spanId ? (context as TraceContext) : undefined
}
