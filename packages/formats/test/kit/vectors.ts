import { readFileSync } from 'node:fs'
import type { Format } from '../../src/index.ts'

/** What a vector expects, by the names of the file. `null` for what must not be there. */
export interface Expected {
  readonly valid: boolean
  readonly traceId: string | null
  readonly spanId: string | null
  readonly parentSpanId?: string | null
  readonly sampled: boolean | 'defer' | 'debug'
  readonly tracestate?: string | null
  readonly tracestateValid?: boolean
  readonly alternatives?: readonly string[]
  readonly randomFlag?: boolean
  readonly firehose?: boolean
  readonly priority?: number
  readonly origin?: string
  readonly debugId?: string
  readonly xrayRoot?: string
  readonly parentSegmentId?: string
  readonly baggage?: Readonly<Record<string, string>>
}

export interface Vector {
  readonly id: string
  readonly format: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly expect: Expected
  readonly level: 'spec' | 'impl' | 'lenient'
  readonly alt?: Partial<Expected> & { readonly why: string }
}

const file = new URL('../../../../test/vectors/propagation.json', import.meta.url)

/** Headers as they may come in, and what a strict reader makes of them. */
export const vectors: readonly Vector[] = JSON.parse(readFileSync(file, 'utf8'))

/** The formats of the vectors that `read` reads, by their names in the file. */
export const formatNamed: Readonly<Record<string, Format>> = {
  'b3-multi': 'b3',
  'b3-mixed': 'b3',
  'b3-single': 'b3Single',
  traceparent: 'w3c',
  tracestate: 'w3c',
  'uber-trace-id': 'jaeger',
  'x-datadog': 'datadog',
  'x-amzn-trace-id': 'awsXray',
  'x-cloud-trace-context': 'googleCloud',
  'ot-tracer': 'otTrace',
  'x-ot-span-context': 'lightstep',
  'grpc-trace-bin': 'grpcTrace',
}
