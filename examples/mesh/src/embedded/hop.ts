import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Span, SpanKind, Tracer } from '@opentelemetry/api'
import type { Workload } from '../workloads.ts'
import type { HeaderList } from './header-list.ts'

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
