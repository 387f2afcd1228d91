/** A span as Zipkin's version 2 API has it, with times in microseconds. https://zipkin.io/zipkin-api/ */
export type Span = {
  traceId: string
  id: string
  parentId?: string | undefined
  kind?: SpanKind | undefined
  name?: string | undefined
  timestamp?: number | undefined
  duration?: number | undefined
  debug?: boolean | undefined
  shared?: boolean | undefined
  localEndpoint?: Endpoint | undefined
  remoteEndpoint?: Endpoint | undefined
  annotations?: Annotation[] | undefined
  tags?: Record<string, string> | undefined
}

/** The side of a call a span was made on. */
export type SpanKind = 'CLIENT' | 'SERVER' | 'PRODUCER' | 'CONSUMER'

/** A service as the network sees it. */
export type Endpoint = {
  serviceName?: string | undefined
  ipv4?: string | undefined
  ipv6?: string | undefined
  port?: number | undefined
}

/** Something that happened at one time within a span. */
export type Annotation = { timestamp: number; value: string }

/** Says whether the span was marked as failed. */
export function hasError(span: Span): boolean {
  const error = span.tags?.error
  return error !== undefined && error !== 'false'
}
