import { current, type Waybill } from '@waybill/core'
import { contextOf } from '@waybill/formats'
import { datadogId, type LogNames, SCHEMES } from './names.ts'
import { type ActiveSpan, checkOptions, type LogOptions } from './options.ts'

/** The fields of the request that the running code belongs to, in a new object; empty outside a request. */
export type CurrentFields = () => Record<string, string>

/**
 * The ids of the request that the running code belongs to, for `logger.child(logFields())` and any other logger.
 * @returns a new object; empty outside a request
 * @throws TypeError for wrong options, outside a request, too
 */
export function logFields(options?: LogOptions): Record<string, string> {
  return options === undefined ? byDefault() : currentFields(options)()
}

/**
 * Makes a function that gives the current fields. It never throws.
 * @throws TypeError for wrong options
 */
export function currentFields(options: LogOptions = {}, mixin?: 'mixin'): CurrentFields {
  checkOptions(options, mixin)
  const { names = 'opentelemetry', requestId = 'x-request-id', activeSpan } = options
  const name: LogNames = typeof names === 'string' ? SCHEMES[names] : { ...names }
  const said = names === 'datadog' ? datadogId : String
  return function currentFieldsOf() {
    const fields: Record<string, string> = {}
    const waybill = current()
    if (!waybill) return fields
    const id = waybill.get(requestId)
    const span = spanOf(waybill, activeSpan)
    if (id && name.requestId) fields[name.requestId] = clean(id)
    if (span && name.traceId) fields[name.traceId] = said(span.traceId)
    if (span && name.spanId) fields[name.spanId] = said(span.spanId)
    return fields
  }
}

const byDefault = currentFields()

const TRACE_ID = /^(?!0+$)([\da-f]{16}){1,2}$/
const SPAN_ID = /^(?!0+$)[\da-f]{16}$/

function spanOf(waybill: Waybill, activeSpan: LogOptions['activeSpan']): ActiveSpan | undefined {
  try {
    const span = activeSpan?.()
    if (span && TRACE_ID.test(span.traceId) && SPAN_ID.test(span.spanId)) return span
  } catch {
    // A tracer that fails must not fail a log call.
  }
  return contextOf(waybill)
}

const MOST_CHARACTERS = 256

/** A header's value as it may stand in a log: one line of bounded length, without what a terminal would act on. */
function clean(value: string): string {
  return value.slice(0, MOST_CHARACTERS).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
}
