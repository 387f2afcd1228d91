import { type Attributes, type Span, SpanKind } from '@opentelemetry/api'

/** Where a span's call goes: a URL; `'by-hand'` where the caller has chosen; `'unknown'` where that cannot be told. */
export type CallOfSpan = URL | 'by-hand' | 'unknown'

interface RecordingSpan {
  readonly kind?: SpanKind
  readonly attributes?: Attributes
}

interface Note {
  readonly traceId: string
  readonly call: CallOfSpan
}

// The span that a sampler was asked for last, until its headers are written, which instrumentations do at once.
let noted: Note | undefined

/** Notes the attributes that a span begins with, sampled or not. */
export function noteCall(traceId: string, kind: SpanKind, attributes: Attributes): void {
  // Of two calls that were not written yet, it cannot be told which one is written next.
  const isOpen = noted !== undefined && noted.call !== 'by-hand'
  const call = isOpen ? 'unknown' : callOf(kind, attributes)
  noted = { traceId, call }
  queueMicrotask(() => {
    noted = undefined
  })
}

/** Where the call goes that a span stands for. */
export function callOfSpan(span: Span | undefined): CallOfSpan {
  const note = noted
  noted = undefined
  if (!span) return 'by-hand'
  const { kind, attributes } = span as RecordingSpan
  if (kind !== undefined && attributes) return callOf(kind, attributes)
  return note?.traceId === span.spanContext().traceId ? note.call : 'unknown'
}

function callOf(kind: SpanKind, attributes: Attributes): CallOfSpan {
  if (kind !== SpanKind.CLIENT) return 'by-hand'
  const { 'url.full': full, 'http.url': url = full } = attributes
  const {
    'net.peer.name': peer,
    'net.peer.port': peerPort,
    'server.address': host = peer,
    'server.port': port = peerPort,
    'url.scheme': scheme = 'http',
  } = attributes
  const address = String(host)
  const authority = address.includes(':') && !address.startsWith('[') ? `[${address}]` : address
  const text = url ?? (host && `${scheme}://${authority}${port ? `:${port}` : ''}`)
  return text && URL.canParse(String(text)) ? new URL(String(text)) : 'unknown'
}
