import { randomBytes, randomUUID } from 'node:crypto'

/** The seven headers that Istio asks every application to copy, with fresh values. */
export function sevenHeaders(): Record<string, string> {
  return {
    'x-request-id': randomUUID(),
    'x-b3-traceid': randomBytes(16).toString('hex'),
    'x-b3-spanid': randomBytes(8).toString('hex'),
    'x-b3-parentspanid': randomBytes(8).toString('hex'),
    'x-b3-sampled': '1',
    'x-b3-flags': '0',
    'x-ot-span-context': `${randomBytes(8).toString('hex')};${randomBytes(8).toString('hex')};0000000000000000;cs`,
  }
}
