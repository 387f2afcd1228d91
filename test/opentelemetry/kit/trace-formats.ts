import type { PropagatorName } from './setup.ts'

/** A span, as headers name it. */
export interface Named {
  readonly traceId: string
  readonly spanId: string
}

export type Format = 'w3c' | 'b3' | 'b3Single'

/** The headers of each format, the one that names the trace first. */
export const formats: Readonly<Record<Format, readonly string[]>> = {
  w3c: ['traceparent', 'tracestate'],
  b3: ['x-b3-traceid', 'x-b3-spanid', 'x-b3-parentspanid', 'x-b3-sampled'],
  b3Single: ['b3'],
}

/** The formats in turn. */
export const formatNames = Object.keys(formats) as Format[]

/** What each propagator reads and writes. */
export const formatsOf: Readonly<Record<PropagatorName, readonly Format[]>> = {
  w3c: ['w3c'],
  b3: ['b3'],
  both: ['w3c', 'b3'],
}

/** The sampled span that headers name in one format. */
export function namedBy(format: Format, headers: ReadonlyMap<string, string>): Named | undefined {
  const text = {
    w3c: headers.get('traceparent')?.slice(3),
    b3: ['traceid', 'spanid', 'sampled'].map((one) => headers.get(`x-b3-${one}`)).join('-'),
    b3Single: headers.get('b3'),
  }[format]
  const [, traceId, spanId] = /^([0-9a-f]{32})-([0-9a-f]{16})-0?1$/.exec(text ?? '') ?? []
  return traceId && spanId ? { traceId, spanId } : undefined
}
