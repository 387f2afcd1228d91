import {
  type Context,
  type Span,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api'
import {
  type Carrier,
  capture,
  definePolicy,
  type Policy,
  type PolicyOptions,
  type Waybill,
} from '@waybill/core'
import { callOfSpan } from './call-target.ts'
import { CARRIED, noteWritten } from './carried.ts'
import { isSuppressed } from './format-propagator.ts'
import { keepUndiciSingle } from './undici-doubles.ts'

// Never in the mesh (RFC 6761): what may go there may go anywhere.
const ANYWHERE = 'http://anywhere.invalid/'

// As @waybill/messaging calls a place that is not named.
const BY_HAND = 'http://message-broker/'

let isWarned = false
let isInside = false

/**
 * Carries a policy's headers through OpenTelemetry's own context, without middleware and wrapped clients, wherever an
 * instrumentation extracts and injects. Put it last in the list of propagators.
 */
export class WaybillPropagator implements TextMapPropagator {
  readonly #policy: Policy

  /**
   * @param options what to carry and where to; a policy of `definePolicy` serves too
   * @throws TypeError for wrong options, with a sentence that says what to write instead
   */
  constructor(options?: PolicyOptions | Policy) {
    this.#policy = definePolicy(options)
  }

  /** Captures the headers of a carrier into a context. */
  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const keyed: Carrier = {
      get: (name) => getter.get(carrier, name),
      keys: () => getter.keys(carrier),
    }
    // Calls have not begun yet: one that is being published would miss it.
    keepUndiciSingle()
    return context.setValue(CARRIED, capture(this.#policy, keyed))
  }

  /** Writes what was captured, as far as it may go where the active span calls. The carrier's own headers win. */
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const waybill = context.getValue(CARRIED) as Waybill | undefined
    // An extension of the policy may ask the registered propagator, and so this one.
    if (!waybill || isInside || isSuppressed(context)) return
    isInside = true
    try {
      const headers = headersFor(waybill, trace.getSpan(context), carrier as Carrier)
      noteWritten(headers)
      for (const name of Object.keys(headers)) setter.set(carrier, name, headers[name] as string)
    } catch {
    } finally {
      isInside = false
    }
  }

  /** The names of the policy; prefixes are not among them. */
  fields(): string[] {
    return this.#policy.headers.filter((name) => !name.endsWith('*'))
  }
}

function headersFor(
  waybill: Waybill,
  span: Span | undefined,
  carrier: Carrier,
): Record<string, string> {
  const call = callOfSpan(span)
  if (call instanceof URL) return waybill.forward(call, carrier)
  if (call === 'by-hand') return waybill.forward(BY_HAND, carrier)
  // `explain` says the same as `forward`, and reports nothing of a host that nobody has called.
  const explained = waybill.explain(ANYWHERE, carrier)
  if (explained.some(({ reason }) => reason === 'target-refused')) warn()
  return explained.some(({ isForwarded }) => isForwarded) ? waybill.forward(ANYWHERE, carrier) : {}
}

function warn(): void {
  if (isWarned) return
  isWarned = true
  process.emitWarning(
    '@waybill/opentelemetry: a call that is not sampled got no headers, since its span does not say where it goes; ' +
      'write sampler: wrapSampler(…) for the SDK, or `targets: "any"`',
    { type: 'WaybillWarning', code: 'WAYBILL_UNKNOWN_TARGET' },
  )
}
