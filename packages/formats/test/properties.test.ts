import type { Carrier } from '@waybill/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  headersOf,
  lossOf,
  type Reading,
  read,
  readBaggage,
  readSw8,
  type TraceContext,
  write,
  writeBaggage,
} from '../src/index.ts'
import { carriers, contexts, formats, members, wrongContexts } from './kit/arbitraries.ts'
import { keptBy, lossesBetween } from './kit/holds.ts'
import { hostileCarriers } from './kit/hostile.ts'

/** How many runs the properties have together: `PROPERTY_RUNS=1000000` for a night. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 20_000)

const format = fc.constantFrom(...formats)

describe('a reader', () => {
  property('takes anything, and believes no id that is none', 0.4, carriers, (carrier) => {
    const readings = formats.map((one) => read(one, carrier as Carrier))
    expect(readings.filter((reading) => !isSound(reading))).toEqual([])
    expect(readSw8(carrier as Carrier).isValid).toBeTypeOf('boolean')
    expect(readBaggage(carrier as Carrier)).toBeInstanceOf(Array)
  })

  test.each(hostileCarriers.map((carrier, index) => [index, carrier] as const))(
    'takes carrier %i, which is hostile',
    (_index, carrier) => {
      const readings = formats.map((one) => read(one, carrier as Carrier))
      expect([...readings, readSw8(carrier as Carrier)].filter(({ isValid }) => isValid)).toEqual(
        [],
      )
      expect(readBaggage(carrier as Carrier)).toEqual([])
    },
  )

  test('takes time that grows with the length of a header, and no faster', () => {
    const texts = [
      '0',
      '-',
      ' ',
      '\t',
      ',',
      ';',
      '=',
      '%',
      '%3A',
      'a=',
      'a=b,',
      'A',
      '1-',
      'é',
      ':',
    ]
    const names = Object.values(headersOf).flat().concat('baggage', 'sw8', 'uberctx-a')
    const start = performance.now()
    for (const text of texts) {
      const value = `0${text.repeat(200_000 / text.length)}0`
      const carrier = Object.fromEntries(names.map((name) => [name, value]))
      for (const one of formats) read(one, carrier)
      readSw8(carrier)
      readBaggage(carrier)
    }
    // Fifteen texts of 200,000 characters, in twelve readers: a quadratic one would take minutes.
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})

describe('a writer', () => {
  property(
    'takes anything, and writes what headers can hold',
    0.1,
    fc.tuple(format, wrongContexts),
    ([one, context]) => {
      const written = write(one, context as TraceContext)
      expect(headersOf[one]).toEqual(expect.arrayContaining(Object.keys(written)))
      expect(Object.values(written).filter((value) => !/^[ -~]+$/.test(value))).toEqual([])
    },
  )

  property(
    'says what the table of formats says',
    0.1,
    fc.tuple(format, contexts),
    ([one, context]) => {
      expect(readAgain(one, context)).toEqual(keptBy(one, context))
    },
  )
})

describe('a translation', () => {
  property(
    'and its inverse keep exactly what the table of formats says',
    0.3,
    fc.tuple(format, format, contexts),
    ([from, to, whole]) => {
      const context = readAgain(from, whole)
      fc.pre(context !== undefined)
      expect([...lossOf(from, to, context)].sort()).toEqual(lossesBetween(from, to, context).sort())
      const there = readAgain(to, context)
      expect(there).toEqual(keptBy(to, context))
      if (there) expect(readAgain(from, there)).toEqual(keptBy(from, there))
    },
  )
})

describe('baggage', () => {
  property('is read as it was written', 0.1, members, (list) => {
    expect(readBaggage(writeBaggage(list))).toEqual(list)
  })
})

function property<T>(
  title: string,
  share: number,
  arbitrary: fc.Arbitrary<T>,
  predicate: (value: T) => void,
): void {
  const numRuns = Math.ceil(RUNS * share)
  test(title, { timeout: 30_000 + numRuns * 20 }, () => {
    fc.assert(fc.property(arbitrary, predicate), { numRuns })
  })
}

/** What is left of a context that is written and read, without what only a reading has. */
function readAgain(one: (typeof formats)[number], context: TraceContext): TraceContext | undefined {
  const { isValid, isTracestateValid: _, ...again } = read(one, write(one, context))
  return isValid ? (again as TraceContext) : undefined
}

function isSound({ isValid, traceId, spanId, parentSpanId, ...others }: Reading): boolean {
  if (!isValid) return traceId === undefined && spanId === undefined && !others.tracestate
  const isId = (id: string | undefined) => id === undefined || /^(?!0+$)[\da-f]{16}$/.test(id)
  return (
    (traceId === undefined || /^(?!0+$)(?:[\da-f]{16}){1,2}$/.test(traceId)) &&
    (traceId !== undefined || (spanId === undefined && others.sampled !== 'defer')) &&
    isId(spanId) &&
    isId(parentSpanId)
  )
}
