import { type LogNames, SCHEMES } from './names.ts'

/** The ids of a span, such as the span context of OpenTelemetry. */
export interface ActiveSpan {
  /** 16 or 32 digits of lower-case hex. */
  readonly traceId: string
  /** 16 digits of lower-case hex. */
  readonly spanId: string
}

/** What is logged of a request. */
export interface LogOptions {
  /**
   * The names of the fields: those of a standard, or your own.
   * @default 'opentelemetry'
   */
  readonly names?: keyof typeof SCHEMES | LogNames
  /**
   * The header that holds the request's id; the policy must carry it.
   * @default 'x-request-id'
   */
  readonly requestId?: string
  /**
   * The span that is active, which wins over the headers where its ids are valid.
   * @default none
   * @example () => trace.getSpanContext(context.active())
   */
  readonly activeSpan?: () => ActiveSpan | undefined
}

const NAMES = 'names: "opentelemetry", "ecs", "datadog" or { traceId: "…" }'

/**
 * Checks options.
 * @param mixin what one logger takes beside them
 * @throws TypeError with a sentence that says what to write instead
 */
export function checkOptions(options: LogOptions, mixin?: 'mixin'): void {
  expect(isRecord(options), 'options must be an object', options, '{ names: "ecs" }')
  const { names, requestId, activeSpan, ...rest }: Record<string, unknown> = { ...options }
  for (const key in rest)
    expect(key === mixin, 'there is no such option', key, 'names, requestId or activeSpan')
  if (isRecord(names)) {
    for (const key in names) {
      expect(key in SCHEMES.ecs, '`names` has no such field', key, NAMES)
      expect(isFilled(names[key]), '`names` must hold texts', names[key], NAMES)
    }
  } else
    expect(
      names === undefined || (isFilled(names) && Object.hasOwn(SCHEMES, names)),
      '`names` must be a standard or an object',
      names,
      NAMES,
    )
  expect(
    requestId === undefined || (isFilled(requestId) && /^[^\s:]+$/.test(requestId)),
    '`requestId` must be the name of a header',
    requestId,
    'requestId: "x-request-id"',
  )
  for (const fn of [activeSpan, rest.mixin])
    expect(
      fn === undefined || typeof fn === 'function',
      '`activeSpan` and `mixin` must be functions',
      fn,
      '() => …',
    )
}

/** @throws TypeError where a thing has no such method */
export function expectMethod(thing: unknown, method: string, write: string): void {
  const isRight = typeof (thing as Record<string, unknown> | null)?.[method] === 'function'
  expect(isRight, `what is wrapped must have \`${method}\``, thing, write)
}

function expect(isRight: boolean, wanted: string, got: unknown, write: string): void {
  if (!isRight)
    throw new TypeError(`@waybill/logs: ${wanted}, got ${describe(got)}; write ${write}`)
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `string ${JSON.stringify(value.slice(0, 60))}`
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
