import { inboundHeaders } from '../load/inbound.ts'
import { carried } from '../subjects/carried.ts'
import type { Curve } from './curve.ts'
import { bothWays, madeUpHeaders, madeUpNames } from './headers.ts'

const counts = [1, 10, 50, 100, 200]

/** Rules that concern a request, and rules that do not. */
export const ruleCurves: Readonly<Record<string, Curve>> = {
  rules: {
    about: 'capture + forward of 7 headers, with more rules that do not concern the request',
    x: 'rules beside the 14',
    points: counts,
    lines: ['waybill, names', 'waybill, prefixes', 'hand'],
    measures: 'nanoseconds',
    prepare(line, point) {
      const names = [...carried, ...madeUpNames(point)]
      const prefixes = [...carried, ...madeUpNames(point).map((name) => `${name}-*`)]
      return bothWays(line, names, inboundHeaders, line.endsWith('prefixes') ? prefixes : names)
    },
  },
  'rules-related': {
    about: 'capture + forward, with as many headers as rules',
    x: 'rules, and headers that they carry',
    points: counts,
    lines: ['waybill', 'hand'],
    measures: 'nanoseconds',
    prepare: (line, point) => bothWays(line, madeUpNames(point), () => madeUpHeaders(point)),
  },
}
