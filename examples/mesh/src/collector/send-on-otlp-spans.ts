import {
  type Attributes,
  type HrTime,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
} from '@opentelemetry/api'
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import {
  ATTR_NETWORK_LOCAL_ADDRESS,
  ATTR_NETWORK_LOCAL_PORT,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from '@opentelemetry/semantic-conventions'
import { hasError, type Span } from './span.ts'

/** Gives Zipkin spans as OpenTelemetry's; those of one service and version share one resource. */
export function readableSpans(spans: readonly Span[]): ReadableSpan[] {
  const resources = new Map<string, Resource>()
  return spans.map((span) => {
    const attributes = resourceAttributes(span)
    const key = JSON.stringify(Object.entries(attributes).sort())
    const resource = resources.get(key) ?? resourceFromAttributes(attributes)
    resources.set(key, resource)
    return readableSpan(span, resource)
  })
}

const kinds = {
  CLIENT: SpanKind.CLIENT,
  SERVER: SpanKind.SERVER,
  PRODUCER: SpanKind.PRODUCER,
  CONSUMER: SpanKind.CONSUMER,
} as const

/** OpenTelemetry's Zipkin exporters write what is true of a whole process into each span's tags. */
const isOfResource = (tag: string): boolean => /^(service|telemetry)\./.test(tag)

function readableSpan(span: Span, resource: Resource): ReadableSpan {
  // OTLP has no spans without a start. Now is nearer to it than 1970.
  const { timestamp = Date.now() * 1000, duration = 0, parentId } = span
  return {
    name: span.name ?? '',
    kind: span.kind ? kinds[span.kind] : SpanKind.INTERNAL,
    spanContext: () => spanContext(span.traceId, span.id),
    ...(parentId !== undefined && { parentSpanContext: spanContext(span.traceId, parentId) }),
    startTime: highResolutionTime(timestamp),
    endTime: highResolutionTime(timestamp + duration),
    duration: highResolutionTime(duration),
    ended: true,
    status: statusOf(span),
    attributes: { ...tagAttributes(span), ...endpointAttributes(span) },
    events: (span.annotations ?? []).map(({ timestamp: at, value }) => ({
      name: value,
      time: highResolutionTime(at),
    })),
    links: [],
    resource,
    instrumentationScope: { name: 'zipkin' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
}

function spanContext(traceId: string, spanId: string) {
  return { traceId: traceId.padStart(32, '0'), spanId, traceFlags: TraceFlags.SAMPLED }
}

/** Seconds and nanoseconds, apart: as one number, nanoseconds since 1970 lose their last digits. */
function highResolutionTime(microseconds: number): HrTime {
  return [Math.floor(microseconds / 1_000_000), (microseconds % 1_000_000) * 1000]
}

function statusOf(span: Span): ReadableSpan['status'] {
  if (!hasError(span)) return { code: SpanStatusCode.UNSET }
  const error = span.tags?.error
  // Envoy writes "true", others what went wrong.
  const message = error === 'true' ? undefined : error
  return { code: SpanStatusCode.ERROR, ...(message && { message }) }
}

function tagAttributes({ tags = {} }: Span): Attributes {
  return Object.fromEntries(
    Object.entries(tags).filter(([name]) => name !== 'error' && !isOfResource(name)),
  )
}

function endpointAttributes({ localEndpoint: local, remoteEndpoint: peer }: Span): Attributes {
  return withoutAbsent({
    [ATTR_NETWORK_LOCAL_ADDRESS]: local?.ipv4 ?? local?.ipv6,
    [ATTR_NETWORK_LOCAL_PORT]: local?.port,
    'peer.service': peer?.serviceName,
    [ATTR_NETWORK_PEER_ADDRESS]: peer?.ipv4 ?? peer?.ipv6,
    [ATTR_NETWORK_PEER_PORT]: peer?.port,
  })
}

function resourceAttributes({ localEndpoint, tags = {} }: Span): Attributes {
  return withoutAbsent({
    ...Object.fromEntries(Object.entries(tags).filter(([name]) => isOfResource(name))),
    [ATTR_SERVICE_NAME]: localEndpoint?.serviceName ?? 'unknown_service',
    [ATTR_SERVICE_VERSION]: tags['istio.canonical_revision'] ?? tags[ATTR_SERVICE_VERSION],
  })
}

function withoutAbsent(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined))
}
