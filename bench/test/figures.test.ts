import { expect, test } from 'vitest'
import { flag, readFlags } from '../src/command/flags.ts'
import { spanBetween } from '../src/services/meter.ts'
import { spreadOf } from '../src/statistics/spread.ts'

test('a spread is the median, the quartiles, and where the median surely lies', () => {
  const figures = Array.from({ length: 101 }, (_, index) => 100 - index)
  expect(spreadOf(figures)).toEqual({
    median: 50,
    lower: 25,
    upper: 75,
    surely: [40, 60],
    count: 101,
  })
})

test('a spread leaves out what is no number', () => {
  expect(spreadOf([Number.NaN, 3])).toMatchObject({ median: 3, count: 1 })
})

test('between two marks lie processor time, requests and time', () => {
  const before = { at: 1_000, cpu: 5_000, served: 10 }
  const after = { at: 1_500, cpu: 255_000, served: 1_010 }
  expect(spanBetween(before, after)).toEqual({
    cpuPerRequest: 250,
    requestsPerSecond: 2_000,
    served: 1_000,
    busy: 0.5,
  })
})

test('flags have the type of their default', () => {
  const flags = {
    rounds: flag(6, 'rounds'),
    subjects: flag([] as readonly string[], 'subjects'),
    quick: flag(false, 'quick'),
  }
  expect(readFlags(flags, ['--rounds', '2', '--subjects', 'bare,als'])).toEqual({
    rounds: 2,
    subjects: ['bare', 'als'],
    quick: false,
  })
})

test('a flag that is no number is refused with what came', () => {
  expect(() => readFlags({ rounds: flag(6, 'rounds') }, ['--rounds', 'many'])).toThrow(
    new TypeError('--rounds must be a number that is not negative, got "many"'),
  )
})
