import { createContextKey } from '@opentelemetry/api'

/** Where `WaybillPropagator` keeps a waybill in a context. */
export const CARRIED: symbol = createContextKey('@waybill/opentelemetry.carried')

let written: Readonly<Record<string, string>> = {}

/** Notes what `WaybillPropagator` has written last. */
export function noteWritten(headers: Readonly<Record<string, string>>): void {
  written = headers
}

/** Gives that, once. */
export function takeWritten(): Readonly<Record<string, string>> {
  const taken = written
  written = {}
  return taken
}
