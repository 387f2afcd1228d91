import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { SpanKind } from '@opentelemetry/api'
import { extractContext, injectContext } from './b3.ts'
import { valuesOf, withHeader, withoutHopByHop } from './header-list.ts'
import type { Hop, HopOptions } from './hop.ts'
import { isTraceable, markAsTraced } from './request-id.ts'
import { endSpan, tagHeaders, tagRequest } from './span-tags.ts'

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
