import { type Carrier, capture, definePolicy } from '@waybill/core'
import { inboundHeaders } from '../load/inbound.ts'
import { goRound, receiveRequests } from '../micro/requests.ts'
import { carried } from '../subjects/carried.ts'
import { copy, pick } from '../subjects/hand-loop.ts'
import type { Curve } from './curve.ts'

const target = 'http://reviews:9080/reviews/0'
const ringSize = 256

/** Both ways over the same requests: Waybill's capture and forward, and the loop by hand. */
export async function bothWays(
  line: string,
  names: readonly string[],
  headersOf: () => Record<string, string>,
  rules: readonly string[] = names,
): Promise<() => unknown> {
  const next = goRound(await receiveRequests(ringSize, headersOf))
  if (line === 'hand') return () => copy(pick(next().headers, names), {}, names)
  const policy = definePolicy({ headers: [...rules], maxHeaders: 256, maxTotalBytes: 65_536 })
  return () => capture(policy, next() as Carrier).forward(target)
}

/** Names that stand in no preset. */
export function madeUpNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `x-made-up-${index}`)
}

/** Headers with such names, and different values. */
export function madeUpHeaders(count: number): Record<string, string> {
  return Object.fromEntries(madeUpNames(count).map((name) => [name, Math.random().toString(36)]))
}

/** Headers carried, and headers that are only there. */
export const headerCurves: Readonly<Record<string, Curve>> = {
  headers: {
    about: 'capture + forward, all headers of the request carried',
    x: 'headers carried',
    points: [1, 2, 4, 8, 16, 32, 64],
    lines: ['waybill', 'hand'],
    measures: 'nanoseconds',
    prepare: (line, point) => bothWays(line, madeUpNames(point), () => madeUpHeaders(point)),
  },
  'headers-around': {
    about: 'capture + forward, 7 headers carried among more that are not',
    x: 'headers of the request',
    points: [16, 24, 32, 48, 64],
    lines: ['waybill', 'hand'],
    measures: 'nanoseconds',
    prepare: (line, point) =>
      bothWays(line, carried, () => ({ ...inboundHeaders(), ...madeUpHeaders(point - 16) })),
  },
}
