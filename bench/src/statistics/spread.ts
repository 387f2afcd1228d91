import { medianSorted, quantileSorted } from 'simple-statistics'

/** The middle of some figures, and how far they lie apart. */
export interface Spread {
  readonly median: number
  readonly lower: number
  readonly upper: number
  /** Where the median of all that could have been measured lies, 19 times of 20; by order statistics. */
  readonly surely: readonly [number, number]
  readonly count: number
}

/** The median, the quartiles, and an interval of confidence of the median. */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = figures.filter(Number.isFinite).sort((a, b) => a - b)
  const count = sorted.length
  if (count === 0) return { median: NaN, lower: NaN, upper: NaN, surely: [NaN, NaN], count }
  const half = 0.98 * Math.sqrt(count)
  const first = Math.max(0, Math.floor(count / 2 - half))
  const last = Math.min(count - 1, Math.ceil(count / 2 + half) - 1)
  return {
    median: medianSorted(sorted),
    lower: quantileSorted(sorted, 0.25),
    upper: quantileSorted(sorted, 0.75),
    surely: [sorted[first] as number, sorted[Math.max(first, last)] as number],
    count,
  }
}
