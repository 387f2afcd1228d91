import { do_not_optimize, measure } from 'mitata'

/** What is called again and again. */
export interface Measured {
  readonly fn: () => unknown
  /** Whether it answers with a promise, which is then awaited; that takes its time, too. */
  readonly isAsync?: boolean
}

/** Nanoseconds of one batch of calls, so long that the garbage they make is collected within. */
const batch = 10e6

/** Nanoseconds of one call, as mitata finds them: the median of the means of batches. */
export async function nanosecondsOf(
  { fn, isAsync = false }: Measured,
  milliseconds: number,
): Promise<number> {
  const called = isAsync ? fn : () => do_not_optimize(fn())
  const calls = Math.ceil(batch / (await warmUp(called)) / 4) * 4
  const { p50 } = await measure(called, {
    min_cpu_time: milliseconds * 1e6,
    batch_samples: calls,
    // Left to itself it decides by the first call, which is slow, and then times single calls.
    batch_threshold: Number.POSITIVE_INFINITY,
    warmup_threshold: Number.POSITIVE_INFINITY,
  })
  return p50
}

const operations = 20_000
const samples = 9

/**
 * Bytes that one call allocates: how much the heap grows over a loop in which nothing is collected. Needs a young
 * generation that holds it all, and `--expose-gc`.
 */
export async function bytesOf({ fn, isAsync = false }: Measured): Promise<number> {
  const grown: number[] = []
  for (let sample = 0; sample < samples; sample++) {
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    if (isAsync) for (let i = 0; i < operations; i++) do_not_optimize(await fn())
    else for (let i = 0; i < operations; i++) do_not_optimize(fn())
    grown.push((process.memoryUsage().heapUsed - before) / operations)
  }
  // The first samples run code that is not compiled yet.
  return grown.slice(2).sort((a, b) => a - b)[Math.floor((samples - 2) / 2)] as number
}

/** Calls until the code is compiled. Gives nanoseconds of a call at the end, roughly. */
async function warmUp(fn: () => unknown): Promise<number> {
  let nanoseconds = 0
  for (const end = performance.now() + 150; performance.now() < end; ) {
    const before = performance.now()
    for (let i = 0; i < 100; i++) await fn()
    nanoseconds = (performance.now() - before) * 1e4
  }
  return Math.max(1, nanoseconds)
}
