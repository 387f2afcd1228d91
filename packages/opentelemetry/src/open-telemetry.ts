import type { Extension } from '@waybill/core'
import { makeHeaders } from './baggage-rules.ts'
import { nameSpan } from './name-span.ts'
import { enter, remember } from './request-context.ts'
import { checkOptions, type OpenTelemetryOptions } from './settings.ts'

/**
 * Makes carried headers and OpenTelemetry work together: `waybill({ extensions: [openTelemetry()] })`. Calls name the
 * active span, headers of a registered propagator never go twice, and where nothing else does it, the span that a
 * request came from is the active one. An SDK may be registered before or after.
 * @throws TypeError for wrong options, with a sentence that says what to write instead
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): Extension {
  const settings = checkOptions(options)
  return {
    name: '@waybill/opentelemetry',
    headers: settings.headers,
    capture(waybill) {
      const request = remember(waybill, settings)
      if (settings.toHeaders.length > 0) makeHeaders(waybill, request)
    },
    forward: nameSpan,
    run: enter,
  }
}
