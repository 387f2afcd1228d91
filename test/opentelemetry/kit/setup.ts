export type PropagatorName = 'w3c' | 'b3' | 'both'

/** How a service is set up, as it is told in `SETUP`. */
export interface Setup {
  readonly order: 'before' | 'after-use' | 'after-request'
  readonly http: boolean
  readonly undici: boolean
  readonly propagator: PropagatorName
  readonly format: 'esm' | 'cjs'
}

/** A span that a service has made. */
export interface FinishedSpan {
  readonly name: string
  /** Of OpenTelemetry's `SpanKind`: 0 internal, 1 server, 2 client. */
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parent: string | undefined
  readonly about: string
}

/** What a service is told by messages. */
export type Order =
  | { readonly do: 'start' }
  | { readonly do: 'use'; readonly propagator: PropagatorName }
  | { readonly do: 'spans' }

/** What a service tells by messages. */
export type Notice =
  | { readonly is: 'listening'; readonly port: number }
  | { readonly is: 'done' }
  | { readonly is: 'calling'; readonly id: string }
  | { readonly is: 'spans'; readonly spans: FinishedSpan[] }
