import { randomBytes, randomUUID } from 'node:crypto'

/** The seven headers that Istio asks every application to copy, with new values. */
export function meshHeaders(): Record<string, string> {
  const id = (bytes: number) => randomBytes(bytes).toString('hex')
  return {
    'x-request-id': randomUUID(),
    'x-b3-traceid': id(16),
    'x-b3-spanid': id(8),
    'x-b3-parentspanid': id(8),
    'x-b3-sampled': '1',
    'x-b3-flags': '0',
    'x-ot-span-context': `${id(8)};${id(8)};0000000000000000;cs`,
  }
}

/** The same names, as headers that must not arrive. */
export const none = (headers: object): Record<string, undefined> =>
  Object.fromEntries(Object.keys(headers).map((name) => [name, undefined]))
