import { capture, definePolicy } from '@waybill/core'
import { inboundHeaders } from '../load/inbound.ts'
import { carried } from '../subjects/carried.ts'
import type { Curve } from './curve.ts'

const powersOfTen = [1, 10, 100, 1_000, 10_000]

/** Targets that a call does not go to, and hosts that calls went to before. */
export const targetCurves: Readonly<Record<string, Curve>> = {
  targets: {
    about: 'forward to a host that was seen before; its target stands behind others',
    x: 'targets in front of the one that matches',
    points: powersOfTen,
    lines: ['names', 'patterns'],
    measures: 'nanoseconds',
    async prepare(line, point) {
      const waybill = waybillFor(line, point)
      return () => waybill.forward('http://host-1.wanted.example/')
    },
  },
  'targets-new-host': {
    about: 'forward to a host that was never seen; its target stands behind others',
    x: 'targets in front of the one that matches',
    points: powersOfTen,
    lines: ['names', 'patterns'],
    measures: 'nanoseconds',
    async prepare(line, point) {
      const waybill = waybillFor(line, point)
      let host = 0
      return () => waybill.forward(`http://host-${host++}.wanted.example/`)
    },
  },
  hosts: {
    about: 'forward to hosts in turn',
    x: 'hosts',
    points: [...powersOfTen, 100_000],
    lines: ['waybill'],
    measures: 'nanoseconds',
    async prepare(_line, point) {
      const waybill = waybillFor('names', 1)
      const urls = urlsOf(point)
      let place = 0
      return () => {
        place = (place + 1) % urls.length
        return waybill.forward(urls[place] as string)
      }
    },
  },
  'hosts-heap': {
    about: 'heap that stays after a call to each of so many hosts',
    x: 'hosts',
    points: [...powersOfTen, 100_000],
    lines: ['waybill'],
    measures: 'heap',
    async prepare(_line, point) {
      const waybill = waybillFor('names', 1)
      return () => {
        for (let host = 0; host < point; host++) {
          waybill.forward(`http://host-${host}.wanted.example/`)
        }
        return waybill
      }
    },
  },
}

function waybillFor(line: string, others: number) {
  const targets = Array.from({ length: others }, (_, index) =>
    line === 'patterns' ? `*.other-${index}.example` : `other-${index}.example`,
  )
  const policy = definePolicy({
    headers: [...carried],
    targets: [...targets, '*.wanted.example'],
    warnOnRefusal: false,
  })
  return capture(policy, inboundHeaders())
}

function urlsOf(count: number): string[] {
  return Array.from({ length: count }, (_, host) => `http://host-${host}.wanted.example/`)
}
