import type { Carrier } from '@waybill/core'
import { describe, expect, test } from 'vitest'
import { type Reading, read, readBaggage, readSw8 } from '../src/index.ts'
import { shapes } from './kit/shapes.ts'
import { type Expected, formatNamed, type Vector, vectors } from './kit/vectors.ts'

/** Vectors of which the alternative is read, not what they expect first: none. */
const alternatives: readonly string[] = []

describe.each(Object.entries(shapes))('from %s', (_shape, shaped) => {
  test.each(vectors.map((vector) => [vector.id, vector] as const))('%s', (id, vector) => {
    const wanted = alternatives.includes(id) ? { ...vector.expect, ...vector.alt } : vector.expect
    expect(seen(vector, shaped(vector.headers))).toEqual(expected(wanted))
  })
})

test('all vectors are read', () => {
  expect(vectors).toHaveLength(246)
})

test('only vectors that have an alternative are read that way', () => {
  expect(alternatives.filter((id) => !vectors.find((one) => one.id === id)?.alt)).toEqual([])
})

/** What a vector expects, without what must not be there. */
function expected({ alternatives: _, baggage, ...wanted }: Expected): object {
  const isEmpty = !baggage || Object.keys(baggage).length === 0
  return present({ ...wanted, baggage: isEmpty ? undefined : baggage })
}

/** What is read, by the names of the vectors. What a vector does not say of some fields is not held against it. */
function seen({ format, expect }: Vector, carrier: Carrier): object {
  const { isValid, isRandom, isFirehose, isTracestateValid, priority, ...same } = readAny(
    format,
    carrier,
  )
  const { traceId } = same
  return present({
    ...same,
    baggage: same.baggage && { ...same.baggage },
    valid: isValid,
    firehose: isFirehose,
    randomFlag: expect.randomFlag && isRandom,
    priority: 'priority' in expect ? priority : undefined,
    tracestateValid: 'tracestateValid' in expect ? isTracestateValid : undefined,
    xrayRoot: expect.xrayRoot && `1-${traceId?.slice(0, 8)}-${traceId?.slice(8)}`,
    tags: undefined,
  })
}

function readAny(format: string, carrier: Carrier): Reading {
  const name = formatNamed[format]
  if (name) return read(name, carrier)
  if (format === 'sw8') return readSw8(carrier)
  const members = readBaggage(carrier)
  const baggage = Object.fromEntries(members.map(({ key, value }) => [key, value]))
  return members.length > 0
    ? { isValid: true, sampled: 'defer', baggage }
    : { isValid: false, sampled: 'defer' }
}

function present(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null))
}
