import { traceparent } from './by-hand.ts'
import type { Configuration } from './configurations.ts'
import { CLIENT, type JudgedSpans, judgeSpans } from './judge-spans.ts'
import { isUnread, type Sent } from './sent.ts'
import type { FinishedSpan } from './setup.ts'
import {
  type Format,
  formatNames,
  formats,
  formatsOf,
  type Named,
  namedBy,
} from './trace-formats.ts'
import type { RawHeaders, Upstream } from './upstream.ts'

/** What is wrong with one call: kind and what it is about, such as `lost: x-tenant`. */
export interface Judged {
  readonly problems: readonly string[]
  readonly spans: readonly FinishedSpan[]
  readonly received: RawHeaders
}

/** Tells whether a trace belongs to another request than the one of this id. */
type IsOthers = (id: string, traceId: string) => boolean

/** Judges the calls of one process. */
export function judge(
  configuration: Configuration,
  sent: readonly Sent[],
  all: readonly FinishedSpan[],
  upstream: Upstream,
): Judged[] {
  const spansOf = byId(all)
  const isOthers = othersBy(sent, spansOf)
  return sent.map((one) => {
    const spans = spansOf.get(one.id) ?? []
    const [received, ...more] = upstream.received(one.id)
    if (!received || more.length > 0) return { problems: ['not one call'], spans, received: [] }
    const judged = judgeSpans(configuration, one, spans)
    const wrong = wrongHeaders(one, judged, received, isOthers)
    const isByHand = one.client === 'fetch-by-hand'
    return { problems: isByHand ? wrong : [...judged.problems, ...wrong], spans, received }
  })
}

function wrongHeaders(
  sent: Sent,
  { innermost, around }: JudgedSpans,
  raw: RawHeaders,
  isOthers: IsOthers,
): string[] {
  const { id, came, kind, propagator, client } = sent
  const problems: string[] = []
  const out = new Map<string, string>()
  for (let i = 0; i < raw.length; i += 2) {
    const name = String(raw[i]).toLowerCase()
    if (out.has(name)) problems.push(`doubled: ${name}`)
    out.set(name, String(raw[i + 1]))
  }
  if (client === 'fetch-by-hand') {
    check('traceparent', traceparent)
    return problems
  }
  const traceHeaders = Object.values(formats).flat()
  for (const [name, value] of Object.entries(came.headers))
    if (!traceHeaders.includes(name)) check(name, value)
  for (const format of formatNames) {
    const isOwned = propagator !== undefined && formatsOf[propagator].includes(format)
    const hasCome = formats[format].some((name) => name in came.headers)
    // Of a trace that goes on, no format stays behind. One that the SDK does not know of is somebody else's.
    if (innermost && (isOwned || (hasCome && !isUnread(sent)))) checkNames(format, innermost)
    else for (const name of formats[format]) check(name, came.headers[name])
  }
  if (innermost && kind !== 'nothing' && innermost.traceId !== came.traceId)
    problems.push('split: another trace than came in')
  else if (innermost && came.headers.tracestate) check('tracestate', came.headers.tracestate)
  return problems

  function check(name: string, value: string | undefined): void {
    const got = out.get(name)
    if (got === value) return
    const isMixed = formatNames.some((format) => {
      const named = namedBy(format, out)
      return named && isOthers(id, named.traceId)
    })
    if (value === undefined) problems.push(`${isMixed ? "another's" : 'made'}: ${name}`)
    else problems.push(`${got === undefined ? 'lost' : 'changed'}: ${name}`)
  }

  function checkNames(format: Format, span: Named): void {
    const [name] = formats[format]
    const named = namedBy(format, out)
    if (!named) problems.push(`lost: ${name}`)
    else if (isOthers(id, named.traceId)) problems.push(`another's: ${name}`)
    else if (!isSame(named, span))
      problems.push(`${isSame(named, around) ? 'above' : 'stale'}: ${name}`)
    else if (format === 'b3' && out.has('x-b3-parentspanid'))
      problems.push('stale: x-b3-parentspanid')
  }
}

function isSame(one: Named, other: Named | undefined): boolean {
  return one.traceId === other?.traceId && one.spanId === other.spanId
}

function othersBy(
  sent: readonly Sent[],
  spansOf: ReadonlyMap<string, readonly FinishedSpan[]>,
): IsOthers {
  const owners = new Map<string, string>()
  for (const { id, came, kind } of sent) if (kind !== 'nothing') owners.set(came.traceId, id)
  for (const { id } of sent)
    for (const span of spansOf.get(id) ?? [])
      if (span.kind !== CLIENT && !owners.has(span.traceId)) owners.set(span.traceId, id)
  return (id, traceId) => (owners.get(traceId) ?? id) !== id
}

/** Spans by the id of the request that they speak of. */
function byId(spans: readonly FinishedSpan[]): Map<string, FinishedSpan[]> {
  const found = new Map<string, FinishedSpan[]>()
  for (const span of spans) {
    const id = /(c|together\d+-)\d{7}/.exec(span.about)?.[0] ?? ''
    found.set(id, [...(found.get(id) ?? []), span])
  }
  return found
}
