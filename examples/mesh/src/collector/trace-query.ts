import { BadRequest } from './bad-request.ts'
import type { Span } from './span.ts'
import type { Trace } from './trace-store.ts'

/** What `GET /api/v2/traces` asks for. */
export type TraceQuery = TimeWindow & {
  serviceName: string | undefined
  remoteServiceName: string | undefined
  spanName: string | undefined
  annotationTerms: string[]
  /** In microseconds, like {@link TraceQuery.maxDuration}. */
  minDuration: number
  maxDuration: number
  limit: number
}

/** A span of time in milliseconds since 1970. */
export type TimeWindow = { from: number; to: number }

const dayInMilliseconds = 24 * 60 * 60 * 1000

/**
 * Reads the query string of `GET /api/v2/traces`, with Zipkin's defaults.
 * @throws BadRequest when a number is none
 */
export function readTraceQuery(query: Record<string, unknown>): TraceQuery {
  return {
    ...readTimeWindow(query),
    serviceName: readName(query.serviceName),
    remoteServiceName: readName(query.remoteServiceName),
    spanName: readName(query.spanName),
    annotationTerms: readTerms(query.annotationQuery),
    minDuration: readNumber(query, 'minDuration') ?? 0,
    maxDuration: readNumber(query, 'maxDuration') ?? Number.POSITIVE_INFINITY,
    limit: readNumber(query, 'limit') ?? 10,
  }
}

/** Reads `endTs` (now by default) and `lookback` (a day by default). */
export function readTimeWindow(query: Record<string, unknown>): TimeWindow {
  const to = readNumber(query, 'endTs') ?? Number.POSITIVE_INFINITY
  const lookback = readNumber(query, 'lookback') ?? dayInMilliseconds
  return { from: Math.min(to, Date.now()) - lookback, to }
}

/** Says whether a trace began within the window, both ends included. */
export function beganWithin(window: TimeWindow, trace: Trace): boolean {
  return trace.start >= window.from && trace.start <= window.to
}

/** Says whether a trace is asked for: each condition by some span of the service, if one is named. */
export function matchesQuery(query: TraceQuery, trace: Trace): boolean {
  if (!beganWithin(query, trace)) return false
  const spans = query.serviceName
    ? trace.spans.filter((span) => span.localEndpoint?.serviceName === query.serviceName)
    : trace.spans
  const some = (condition: (span: Span) => boolean): boolean => spans.some(condition)
  return (
    spans.length > 0 &&
    (!query.spanName || some((span) => span.name === query.spanName)) &&
    (!query.remoteServiceName ||
      some((span) => span.remoteEndpoint?.serviceName === query.remoteServiceName)) &&
    query.annotationTerms.every((term) => some((span) => matchesTerm(span, term))) &&
    (!asksForDuration(query) || some((span) => lastsAsLong(span, query)))
  )
}

function matchesTerm(span: Span, term: string): boolean {
  const equals = term.indexOf('=')
  if (equals > 0) return tagOf(span, term.slice(0, equals)) === term.slice(equals + 1)
  return (
    tagOf(span, term) !== undefined ||
    (span.annotations ?? []).some((annotation) => annotation.value === term)
  )
}

function tagOf(span: Span, name: string): string | undefined {
  return span.tags && Object.hasOwn(span.tags, name) ? span.tags[name] : undefined
}

function asksForDuration(query: TraceQuery): boolean {
  return query.minDuration > 0 || query.maxDuration < Number.POSITIVE_INFINITY
}

function lastsAsLong({ duration }: Span, query: TraceQuery): boolean {
  return duration !== undefined && duration >= query.minDuration && duration <= query.maxDuration
}

function readName(value: unknown): string | undefined {
  return typeof value === 'string' ? value.toLowerCase() || undefined : undefined
}

function readTerms(value: unknown): string[] {
  if (typeof value !== 'string') return []
  return value
    .split(' and ')
    .map((term) => term.trim())
    .filter((term) => term !== '')
}

function readNumber(query: Record<string, unknown>, name: string): number | undefined {
  const value = query[name]
  if (value === undefined || value === '') return undefined
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value)
  throw new BadRequest(`"${name}" must be a whole number.`)
}
