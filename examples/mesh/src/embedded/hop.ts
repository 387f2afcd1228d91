import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Span, SpanKind, type Tracer } from '@opentelemetry/api'
import type { Workload } from '../workloads.ts'
import { extractContext, injectContext } from './b3.ts'
import { type HeaderList, valuesOf, withHeader, withoutHopByHop } from './header-list.ts'
import { isTraceable, markAsTraced } from './request-id.ts'
import { endSpan, tagHeaders, tagRequest } from './span-tags.ts'

/** One request on its way through a sidecar, in or out. */
export interface Hop {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** What is sent on: the request's headers with this hop's context in them. */
  readonly headers: HeaderList
  readonly requestId: string
  /** None where the caller's context is malformed. */
  readonly span: Span | undefined
  /** What went wrong here, in Envoy's abbreviations, such as `UT`. */
  readonly flags: Set<string>
}

/** What makes the hops of one listener. */
export interface HopOptions {
  readonly tracer: Tracer
  readonly workload: Workload
  /** SERVER on the way in, CLIENT on the way out. */
  readonly kind: SpanKind.SERVER | SpanKind.CLIENT
  /** The service that is called. */
  readonly service: string
}

/** Gives a request its id and its span, which ends when the answer has been sent. */
export function beginHop(
  options: HopOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Hop {
  const sent = withoutHopByHop(request.rawHeaders)
  const requestId = markAsTraced(valuesOf(sent, 'x-request-id')[0] || randomUUID())
  const addressed =
    options.kind === SpanKind.CLIENT ? withHeader(sent, 'host', `${options.service}:9080`) : sent
  const identified = withHeader(addressed, 'x-request-id', requestId)
  const parent = extractContext(identified, isTraceable(requestId))
  const operation = `${options.service}:9080/*`
  const span = parent && options.tracer.startSpan(operation, { kind: options.kind }, parent)
  const headers = span && parent ? injectContext(identified, span, parent) : identified
  const hop: Hop = { request, response, headers, requestId, span, flags: new Set() }
  if (span !== undefined) {
    tagRequest(span, options, hop)
    tagHeaders(span, options.kind === SpanKind.SERVER ? headers : sent)
    response.once('close', () => endSpan(span, hop))
  }
  return hop
}
