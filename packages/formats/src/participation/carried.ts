import { type Carrier, eachHeader, type HeaderValue, type Waybill } from '@waybill/core'
import { headersOf } from '../headers-of.ts'
import { read } from '../read.ts'
import type { Format, Reading, TraceContext } from '../trace-context.ts'

/** The headers of each format, with those of B3 told apart: one of the two forms may come in, and the other go out. */
export const namesOf: Readonly<Record<Format, readonly string[]>> = {
  ...headersOf,
  b3: headersOf.b3.filter((name) => name !== 'b3'),
}

const allNames = Object.values(namesOf).flat()

/** All formats, in the order in which they are read: that of `contextOf`. */
export const formats = Object.keys(headersOf) as readonly Format[]

/** Values of headers, by lower-case name; several where a header came in more than once. */
export type Values = ReadonlyMap<string, string | readonly string[]>

/**
 * All that a waybill carries of any format.
 * @param carrier what it was captured from, which tells what came in more than once
 */
export function carriedBy(waybill: Waybill, carrier: Carrier): Values {
  const values = new Map<string, string | readonly string[]>()
  for (const name of allNames) {
    const value = waybill.get(name)
    if (value !== undefined) values.set(name, value)
  }
  if (values.size === 0) return values
  try {
    const all = new Map<string, readonly string[]>()
    eachHeader(carrier, (name, value) => {
      if (!values.has(name)) return
      const several = [...(all.get(name) ?? []), value as string].flat()
      all.set(name, several)
      if (several.length > 1) values.set(name, several)
    })
  } catch {
    // What cannot be read again is not believed.
    for (const name of values.keys()) values.set(name, '')
  }
  return values
}

/** Reads a format from values; `undefined` where there are none of it. */
export function readFrom(values: Values, format: Format): Reading | undefined {
  const own = new Map<string, HeaderValue>()
  for (const name of namesOf[format]) if (values.has(name)) own.set(name, values.get(name))
  return own.size > 0 ? read(format, own) : undefined
}

/** Has a waybill carry these headers of a format, and no others of it; none if one of them is refused. */
export function replace(
  waybill: Waybill,
  format: Format,
  headers: Readonly<Record<string, string>>,
): void {
  takeBack(
    waybill,
    namesOf[format].filter((name) => !(name in headers)),
  )
  if (!Object.entries(headers).every(([name, value]) => waybill.set(name, value)))
    replace(waybill, format, {})
}

/** Has a waybill carry none of these headers. */
export function takeBack(waybill: Waybill, names: readonly string[]): void {
  for (const name of names) if (waybill.get(name) !== undefined) waybill.set(name, undefined)
}

/** Whether a reading names a span, not a sampling state alone, as none does that is invalid. */
export function isWhole(reading: Reading | undefined): reading is Reading & TraceContext {
  return reading?.traceId !== undefined && reading.spanId !== undefined
}
