/** Headers that a request came with, of every family that goes on or stays as one. */
export const inbound = {
  'x-request-id': 'r-1',
  'x-b3-traceid': 't-1',
  'x-b3-spanid': 's-1',
  traceparent: '00-1',
  tracestate: 'a=1',
}

const { 'x-b3-traceid': _traceId, 'x-b3-spanid': _spanId, ...rest } = inbound

/** What arrives of them beside a header of B3 that the call sets itself. */
export const withoutB3 = rest

/** What a call sets itself, and what then arrives: the same whichever client makes it. */
export const callerWins: [string, Record<string, string>, Record<string, string>][] = [
  ['a header', { 'x-request-id': 'm' }, { ...inbound, 'x-request-id': 'm' }],
  ['in capitals', { 'X-REQUEST-ID': 'm' }, { ...inbound, 'x-request-id': 'm' }],
  ['an empty value', { 'x-request-id': '' }, { ...inbound, 'x-request-id': '' }],
  ['a member of B3', { 'X-B3-TraceId': 'm' }, { ...withoutB3, 'x-b3-traceid': 'm' }],
  ['single-header B3', { b3: 'm' }, { ...withoutB3, b3: 'm' }],
]

/** Those of the headers that came, and B3 in a single header, among all that arrived. */
export function propagated(arrived: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(arrived).filter(([name]) => name in inbound || name === 'b3'),
  )
}
