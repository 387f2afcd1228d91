import type { Carrier } from '@waybill/core'
import type { Vector } from './vectors.ts'

/** The shapes that the headers of a vector may come in. */
export const shapes: Readonly<Record<string, (headers: Vector['headers']) => Carrier>> = {
  'an object with lists': (headers) => headers,
  'a request of node:http': (headers) => ({
    headers: joined(headers),
    rawHeaders: pairs(headers).flat(),
  }),
  rawHeaders: (headers) => pairs(headers).flat(),
  'an object of headers that Node has joined': joined,
  Headers: (headers) => new Headers(pairs(headers)),
  'a Map': (headers) => new Map(Object.entries(headers)),
  pairs,
}

/** As `request.headers` of node:http has them. */
export function joined(headers: Vector['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(', ')]),
  )
}

/** Names and values, one pair for each time that a header came. */
export function pairs(headers: Vector['headers']): [string, string][] {
  return Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  )
}
