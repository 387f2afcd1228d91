import type { Carrier } from '../capture/carrier.ts'
import { presets } from '../headers/presets.ts'
import type { Targets } from '../targets/targets.ts'
import { configurationError } from './configuration-error.ts'
import type { Extension } from './extension.ts'
import type { Rule } from './rule.ts'

/** What a service carries, and where to. */
export interface PolicyOptions<C = Carrier> {
  /**
   * Header names, prefixes (`x-tenant-*`) and rules. Where several rules make the same outgoing header, the first that
   * yields a value wins.
   * @default presets.istio
   */
  headers?: readonly (string | Rule<C>)[]
  /**
   * Where headers may go to. The environment variable `WAYBILL_TARGETS` (comma-separated) adds to it.
   * @default 'mesh'
   */
  targets?: Targets
  /**
   * Whether a request's headers are believed. From a request that is not trusted nothing is captured, only generated.
   * @default true
   */
  trust?: boolean | ((carrier: C) => boolean)
  /**
   * Headers that get a random UUIDv4 when they are absent, such as `x-request-id`.
   * @default []
   */
  generate?: readonly string[]
  /**
   * Headers that are also put on the response, such as `x-request-id`.
   * @default []
   */
  echo?: readonly string[]
  /**
   * Whether `b3` and `x-b3-*` are both forwarded where both came in. By default only the newer is: `b3` where it names
   * the span of `x-b3-*` as its parent, else `x-b3-*` (https://github.com/envoyproxy/envoy/issues/47515).
   * @default false
   */
  keepSingleB3?: boolean
  /**
   * The longest value that is carried, in bytes. A longer one is dropped whole.
   * @default 8192
   */
  maxValueBytes?: number
  /**
   * The most that is carried for one request, in bytes of values.
   * @default 16384
   */
  maxTotalBytes?: number
  /**
   * The most headers that are carried for one request.
   * @default 64
   */
  maxHeaders?: number
  /**
   * Whether the first refusal of each host is said in a process warning.
   * @default true
   */
  warnOnRefusal?: boolean
  /**
   * Other packages that take part: `openTelemetry()` of @waybill/opentelemetry, `traceContext()` of @waybill/formats.
   * @default []
   */
  extensions?: readonly Extension[]
}

const DEFAULTS: Required<PolicyOptions> = {
  headers: presets.istio,
  targets: 'mesh',
  trust: true,
  generate: [],
  echo: [],
  keepSingleB3: false,
  maxValueBytes: 8192,
  maxTotalBytes: 16_384,
  maxHeaders: 64,
  warnOnRefusal: true,
  extensions: [],
}

/**
 * Checks each option by the kind of its default, and fills in the defaults.
 * @throws TypeError for an unknown option, or one of the wrong kind
 */
export function checkOptions(options: unknown): Required<PolicyOptions> {
  if (!isRecord(options)) {
    throw configurationError(
      'the options must be an object',
      options,
      'write { headers: ["x-request-id"] }',
    )
  }
  const settings: Record<string, unknown> = { ...DEFAULTS }
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined) continue
    if (!Object.hasOwn(DEFAULTS, key)) {
      throw configurationError(
        'there is no such option',
        key,
        `the options are ${Object.keys(DEFAULTS).join(', ')}`,
      )
    }
    const usual = DEFAULTS[key as keyof PolicyOptions]
    const wanted = whatIsWanted(key, value, usual)
    if (wanted !== undefined) {
      const write = Array.isArray(usual) ? '["x-request-id"]' : usual
      throw configurationError(`\`${key}\` must be ${wanted}`, value, `write ${key}: ${write}`)
    }
    settings[key] = value
  }
  return settings as unknown as Required<PolicyOptions>
}

/** Whether a value is an object with fields, and not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value is a function whose result can be used at once. */
export function isSyncFunction(value: unknown): boolean {
  return typeof value === 'function' && value.constructor.name !== 'AsyncFunction'
}

function whatIsWanted(key: string, value: unknown, usual: unknown): string | undefined {
  if (Array.isArray(usual)) return Array.isArray(value) ? undefined : 'an array'
  if (typeof usual === 'number') {
    return Number.isSafeInteger(value) && (value as number) > 0
      ? undefined
      : 'a whole number above 0'
  }
  if (typeof usual !== 'boolean' || typeof value === 'boolean') return undefined
  if (key !== 'trust') return 'true or false'
  return isSyncFunction(value)
    ? undefined
    : 'true, false or a function of the request that is not async'
}
