import { type Context, propagation, type TextMapPropagator, trace } from '@opentelemetry/api'
import { familyOf, type Outgoing, type Waybill } from '@waybill/core'
import { baggagePropagator } from './baggage-header.ts'
import { changedHeaders } from './baggage-rules.ts'
import { manager } from './context-manager.ts'
import { isSuppressed } from './format-propagator.ts'
import { isHttpInstrumented } from './http-client.ts'
import { formatsOf, otherFormats } from './other-formats.ts'
import { chosenPropagators, isRegistered } from './propagators.ts'
import {
  contextIn,
  isLocal,
  isSameSpan,
  type RequestContext,
  requestOf,
} from './request-context.ts'
import { keepUndiciSingle } from './undici-doubles.ts'

/**
 * Makes the headers of a call name the active span of OpenTelemetry, where it is not the one that came in with them. An
 * instrumentation of the client, which then names its own span, finds the same names, and no others of their family.
 */
export function nameSpan(outgoing: Outgoing): void {
  const { waybill, headers } = outgoing
  const request = requestOf(waybill)
  if (!request) return
  const isBesideSdk = isRegistered()
  if (isBesideSdk) keepUndiciSingle()
  // Nobody has made anything active, so what came in is right.
  else if (manager.isRegistered && !manager.hasEntered(waybill) && !isLocal(request.outer)) return
  const here = contextIn(waybill, request)
  if (isSuppressed(here)) {
    // An exporter sends the spans of many requests. A request that is not to be traced has its headers all the same.
    const isExport = !isSuppressed(request.context)
    if (isExport) for (const name of Object.keys(headers)) delete headers[name]
    return
  }
  const isNew = isNewSpan(here, request)
  const { written, owned } = writeAll(here, waybill, request, isNew)
  const baggage = propagation.getBaggage(here)
  const idIn = (traceparent: string | undefined) => traceparent?.slice(3, 35)
  const isOther = idIn(written.traceparent) !== idIn(waybill.get('traceparent'))
  // What nobody has changed goes byte for byte, and so does the state of a trace that nothing else writes.
  const isReplaced = (name: string) =>
    name === 'baggage'
      ? baggage !== request.baggage
      : isNew && (name !== 'tracestate' || name in written || isOther)
  for (const name of owned) {
    if (!isReplaced(name)) continue
    delete headers[name]
    set(outgoing, name, written)
  }
  if (isBesideSdk && !isNew && isHttpInstrumented()) leaveOneOfEach(outgoing, written)
  for (const [name, value] of changedHeaders(baggage, request)) {
    if (!outgoing.allows(name)) continue
    if (value === undefined) delete headers[name]
    else headers[name] = value
  }
}

type Written = Readonly<Record<string, string>>

/** What propagators write, and the names that are theirs alone. */
function writeAll(
  here: Context,
  waybill: Waybill,
  request: RequestContext,
  isNew: boolean,
): { written: Written; owned: ReadonlySet<string> } {
  const written: Record<string, string> = {}
  const owned = new Set<string>()
  const chosen = chosenPropagators(request.settings)
  for (const one of chosen ?? [baggagePropagator as TextMapPropagator]) {
    let isUsed = one === propagation
    one.inject(here, written, {
      set(carrier, name, value) {
        isUsed = true
        carrier[name.toLowerCase()] = value
      },
    })
    // Those of a format that cannot say it go on as they came.
    if (isUsed)
      for (const field of one.fields()) for (const name of familyOf(field)) owned.add(name)
  }
  const span = trace.getSpanContext(here)
  if (!span || !isNew) return { written, owned }
  // An SDK that has not read what came in has begun another trace, beside it.
  const others = chosen
    ? otherFormats(waybill, span, owned)
    : formatsOf(waybill, span, trace.getSpanContext(request.context))
  for (const other of others) {
    Object.assign(written, other.written)
    for (const name of other.names) owned.add(name)
  }
  return { written, owned }
}

function isNewSpan(here: Context, { context }: RequestContext): boolean {
  const span = trace.getSpanContext(here)
  return isLocal(here) || (span !== undefined && !isSameSpan(span, trace.getSpanContext(context)))
}

/**
 * Takes out what would be left of another span when an instrumentation of node:http writes over the rest: a parent's
 * id, or the one way of B3 beside the other.
 */
function leaveOneOfEach(outgoing: Outgoing, written: Written): void {
  const { headers } = outgoing
  const fields = propagation.fields()
  for (const name of Object.keys(headers)) {
    const family = familyOf(name).filter((one) => one in written && fields.includes(one))
    if (family.length === 0 || name in written || name === 'tracestate') continue
    delete headers[name]
    if (!family.some((one) => one in headers)) for (const one of family) set(outgoing, one, written)
  }
}

function set({ headers, allows }: Outgoing, name: string, written: Written): void {
  const value = written[name]
  if (value !== undefined && allows(name)) headers[name] = value
}
