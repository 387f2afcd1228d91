import {
  type Context,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api'
import type { Waybill } from '@waybill/core'
import { contextOf } from '@waybill/formats'
import { baggagePropagator } from './baggage-header.ts'
import { withCame } from './format-propagator.ts'
import type { Settings } from './settings.ts'

/** Whether a propagator is registered with OpenTelemetry. Asked at each call, since an SDK may come at any time. */
export function isRegistered(): boolean {
  return propagation.fields().length > 0
}

/** The registered propagator and those of the options; `undefined` where there is none. */
export function chosenPropagators({
  propagators,
}: Settings): readonly TextMapPropagator[] | undefined {
  // The API has the shape of a propagator, and stands for the registered one.
  if (isRegistered()) return [propagation as TextMapPropagator, ...propagators]
  return propagators.length > 0 ? propagators : undefined
}

/** Reads the span that a request came from, and its baggage. The first propagator that finds a span counts. */
export function readSpan(context: Context, waybill: Waybill, settings: Settings): Context {
  const getter: TextMapGetter<Waybill> = {
    get: (carrier, name) => carrier.get(name),
    keys: (carrier) => settings.headers.filter((name) => carrier.get(name) !== undefined),
  }
  const chosen = chosenPropagators(settings)
  if (!chosen) {
    const came = contextOf(waybill)
    return baggagePropagator.extract(came ? withCame(context, came) : context, waybill, getter)
  }
  return chosen.reduce((read, one) => {
    const next = one.extract(read, waybill, getter)
    const span = trace.getSpan(read)
    return span?.spanContext().isRemote && span !== trace.getSpan(next) ? read : next
  }, context)
}
