import type { Extension } from '@waybill/core'
import { admit } from './admit.ts'
import { formats, namesOf } from './carried.ts'
import { keepWhole, nextSpan } from './next-span.ts'
import { checkOptions, type TraceContextOptions } from './options.ts'

/**
 * An extension for the trace context of requests: it translates between formats, drops what is invalid, or takes part
 * with span ids of its own, as `mode` says. `waybill({ extensions: [traceContext({ to: ['w3c'] })] })`.
 * @throws TypeError for wrong options, with a sentence that says what to write instead
 */
export function traceContext(options: TraceContextOptions = {}): Extension {
  const settings = checkOptions(options)
  const { from, to, mode } = settings
  const headers = [...from, ...to].flatMap((format) => namesOf[format])
  const extension: Extension = { name: 'trace-context', headers }
  if (mode === 'verbatim' && to.length === 0) return extension
  return {
    ...extension,
    capture: (waybill, carrier) => admit(waybill, carrier, settings),
    forward(outgoing) {
      keepWhole(outgoing, mode === 'verbatim' ? to : formats)
      if (mode === 'participant') nextSpan(outgoing)
    },
  }
}
