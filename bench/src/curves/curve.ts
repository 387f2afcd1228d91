/** What one measure does as something grows: each point in a fresh process, for each of its lines. */
export interface Curve {
  readonly about: string
  /** What grows. */
  readonly x: string
  readonly points: readonly number[]
  readonly lines: readonly string[]
  /** What is measured: nanoseconds of a call, or kilobytes of heap that stay after it. */
  readonly measures: 'nanoseconds' | 'heap'
  /** Gives what is called: again and again for its time, once for its heap. */
  readonly prepare: (line: string, point: number) => Promise<() => unknown>
}
