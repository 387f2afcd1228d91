import type { Span } from '../src/collector/span.ts'

/** Now, in microseconds, as the start of spans that a collector should find by default. */
export const now = Date.now() * 1000

/** Makes a span of which only the ids matter, save for what is given. */
export function madeSpan(fields: Partial<Span> & { service?: string } = {}): Span {
  const { service = 'productpage', ...rest } = fields
  return {
    traceId: '00000000000000a1',
    id: '00000000000000b1',
    timestamp: now,
    duration: 1000,
    localEndpoint: { serviceName: service },
    ...rest,
  }
}

/** Makes the seven spans of one product page, as sidecars report them; times in milliseconds. */
export function pageLoadSpans(traceId = '00000000000000a1', start = now / 1000): Span[] {
  const at = (offset: number, length: number): Pick<Span, 'timestamp' | 'duration'> => ({
    timestamp: (start + offset) * 1000,
    duration: length * 1000,
  })
  const ids = (id: number, parent?: number): Pick<Span, 'traceId' | 'id' | 'parentId'> => ({
    traceId,
    id: hex(id),
    parentId: parent === undefined ? undefined : hex(parent),
  })
  return [
    madeSpan({ ...ids(1), ...at(0, 50), kind: 'SERVER', name: 'productpage:9080' }),
    madeSpan({ ...ids(2, 1), ...at(2, 8), kind: 'CLIENT', name: 'details:9080' }),
    madeSpan({ ...ids(3, 2), ...at(3, 5), kind: 'SERVER', service: 'details' }),
    madeSpan({ ...ids(4, 1), ...at(12, 35), kind: 'CLIENT', name: 'reviews:9080' }),
    madeSpan({ ...ids(5, 4), ...at(13, 33), kind: 'SERVER', service: 'reviews' }),
    madeSpan({ ...ids(6, 5), ...at(15, 20), kind: 'CLIENT', service: 'reviews' }),
    madeSpan({ ...ids(7, 6), ...at(16, 18), kind: 'SERVER', service: 'ratings' }),
  ]
}

/** Makes the same page load where no service sent the trace headers on: four traces. */
export function brokenPageLoadSpans(start = now / 1000): Span[] {
  const pieces: Record<string, string> = {
    [hex(1)]: '00000000000000c1',
    [hex(2)]: '00000000000000c2',
    [hex(3)]: '00000000000000c2',
    [hex(4)]: '00000000000000c3',
    [hex(5)]: '00000000000000c3',
    [hex(6)]: '00000000000000c4',
    [hex(7)]: '00000000000000c4',
  }
  return pageLoadSpans('', start).map((span) => ({
    ...span,
    traceId: pieces[span.id] ?? '',
    parentId: span.kind === 'CLIENT' ? undefined : span.parentId,
  }))
}

function hex(id: number): string {
  return id.toString(16).padStart(16, '0')
}
