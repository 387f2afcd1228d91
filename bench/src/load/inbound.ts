import { randomBytes, randomUUID } from 'node:crypto'

/**
 * The headers of one inbound request: 16, of which 7 are among the names carried; ids differ from one to the next. `host`
 * and `connection` come from the client.
 */
export function inboundHeaders(sampled: '0' | '1' = '1'): Record<string, string> {
  const traceId = randomBytes(16).toString('hex')
  const spanId = randomBytes(8).toString('hex')
  return {
    accept: 'application/json',
    'accept-encoding': 'gzip, deflate',
    'accept-language': 'en',
    'user-agent': 'bench/1.0',
    cookie: `session=${randomBytes(12).toString('hex')}`,
    'x-forwarded-for': '10.0.0.1',
    'x-forwarded-proto': 'http',
    'x-request-id': randomUUID(),
    'x-b3-traceid': traceId,
    'x-b3-spanid': spanId,
    'x-b3-parentspanid': randomBytes(8).toString('hex'),
    'x-b3-sampled': sampled,
    'x-ot-span-context': `${traceId}-${spanId}`,
    traceparent: `00-${traceId}-${spanId}-0${sampled}`,
  }
}
