/** The formats that are read and written, by the names of the presets of @waybill/core. */
export type Format =
  | 'w3c'
  | 'b3'
  | 'b3Single'
  | 'jaeger'
  | 'datadog'
  | 'awsXray'
  | 'googleCloud'
  | 'otTrace'
  | 'lightstep'
  | 'grpcTrace'

/** Whether a trace is recorded: decided, not decided yet (`'defer'`), or recorded whatever a sampler says (`'debug'`). */
export type Sampled = boolean | 'defer' | 'debug'

/** What the headers of a request say of the span that sent it. */
export interface TraceContext {
  /** 16 or 32 digits of lower-case hex, as many as came in; padded where a format's digits may vary. */
  readonly traceId: string
  /** 16 digits of lower-case hex. */
  readonly spanId: string
  readonly sampled: Sampled
  /** B3, Jaeger: the span above, 16 digits of lower-case hex. */
  readonly parentSpanId?: string
  /** W3C: `true` where the trace id is said to be random, by bit 1 of the flags. */
  readonly isRandom?: boolean
  /** W3C: the valid `tracestate`, as it goes out. */
  readonly tracestate?: string
  /** Jaeger: `true` where the flag of 8 is set. */
  readonly isFirehose?: boolean
  /** Datadog: the sampling priority, -1, 0, 1 or 2. */
  readonly priority?: number
  /** Datadog: where the trace began. */
  readonly origin?: string
  /** Datadog: `x-datadog-tags` without the high half of the trace id, which is in `traceId`. */
  readonly tags?: string
  /**
   * Lightstep: what stands in the same header. Jaeger, OT Trace: what stands in headers of its own, which are read, but
   * not written. Has no prototype.
   */
  readonly baggage?: Readonly<Record<string, string>>
}

/** What headers of one format say: all of a context, a part of it, such as a sampling state alone, or nothing usable. */
export interface Reading extends Partial<TraceContext> {
  /** Whether a strict reader takes it. Headers that did not come are not valid either. */
  readonly isValid: boolean
  readonly sampled: Sampled
  /** W3C: `false` where a `tracestate` breaks the grammar, or has no valid `traceparent` beside it. */
  readonly isTracestateValid?: boolean
  /** Jaeger: `jaeger-debug-id`, by which a trace without ids yet is looked up later. */
  readonly debugId?: string
}
