import type { TextMapPropagator } from '@opentelemetry/api'
import { type Format, headersOf } from '@waybill/formats'
import { baggagePropagator } from './baggage-header.ts'
import { type BaggageRule, type CompiledRule, compileBaggageRules } from './baggage-rules.ts'
import { formatPropagator } from './format-propagator.ts'
import { refusal } from './refusal.ts'

/** What `openTelemetry` reads and writes, beside what an SDK does. */
export interface OpenTelemetryOptions {
  /**
   * What reads the headers of a request and names a span in those of a call, beside the propagator that is registered
   * with OpenTelemetry: names of formats, and propagators. The first that finds a whole and valid context counts.
   * Without a registered propagator, the default is to read every format and W3C Baggage, and to write those that came
   * in, or else W3C Trace Context.
   * @default []
   */
  propagators?: readonly (Format | TextMapPropagator)[]
  /**
   * Headers that are members of OpenTelemetry's baggage, too: a name for both, or a rule.
   * @default []
   */
  baggage?: readonly (string | BaggageRule)[]
}

/** Options as the extension uses them. */
export interface Settings {
  /** Those of the options. */
  readonly propagators: readonly TextMapPropagator[]
  /** Names of headers that may be read and written, in lower case. */
  readonly headers: readonly string[]
  readonly toBaggage: readonly CompiledRule[]
  readonly toHeaders: readonly CompiledRule[]
}

/** In the order in which they are read, that of `contextOf` in @waybill/formats. */
export const FORMATS: readonly Format[] = Object.keys(headersOf) as Format[]

/**
 * Checks the options and fills in the defaults.
 * @throws TypeError for an unknown option, or one of the wrong kind
 */
export function checkOptions(options: OpenTelemetryOptions): Settings {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw refusal('the options must be an object', options, '{ baggage: ["x-tenant"] }')
  const { propagators: given = [], baggage = [], ...rest } = options
  for (const key of Object.keys(rest))
    throw refusal('the options are propagators and baggage', key, '{ baggage: ["x-tenant"] }')
  if (!Array.isArray(given))
    throw refusal('`propagators` must be an array', given, 'propagators: ["b3", "w3c"]')
  const propagators = given.map(compilePropagator)
  const rules = compileBaggageRules(baggage)
  const fields =
    propagators.length > 0
      ? propagators.flatMap((one) => one.fields())
      : FORMATS.flatMap((format) => headersOf[format])
  const names = [...fields, ...baggagePropagator.fields(), ...rules.map(({ header }) => header)]
  return {
    propagators,
    headers: [...new Set(names.map((name) => name.toLowerCase()))],
    toBaggage: rules.filter(({ direction }) => direction !== 'to-header'),
    toHeaders: rules.filter(({ direction }) => direction !== 'to-baggage'),
  }
}

function compilePropagator(given: unknown): TextMapPropagator {
  if (typeof given === 'string' && FORMATS.includes(given as Format))
    return formatPropagator(given as Format)
  const { inject, extract, fields } = Object(given) as Partial<TextMapPropagator>
  if (inject && extract && fields) return given as TextMapPropagator
  throw refusal(
    '`propagators` must hold names of formats and propagators',
    given,
    `one of "${FORMATS.join('", "')}"`,
  )
}
