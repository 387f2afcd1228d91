import { nanosecondsOf } from '../micro/measure.ts'
import { answerParent } from '../processes/answer-parent.ts'
import { curvesOfCalls } from './all.ts'

/** What the harness can ask of a process of one point. */
export interface PointControl {
  /** Nanoseconds of a call, or kilobytes of heap after it. */
  measure(milliseconds: number): Promise<number>
}

// One point of a curve in a process of its own: `curves.js <curve> <line> <point>`.
const [name = '', line = '', point = ''] = process.argv.slice(2)
const curve = curvesOfCalls[name]
if (!curve) throw new Error(`there is no curve ${name}`)
const fn = await curve.prepare(line, Number(point))
const kept: unknown[] = []

answerParent<PointControl>({
  async measure(milliseconds) {
    if (curve.measures === 'nanoseconds') return nanosecondsOf({ fn }, milliseconds)
    const before = heapUsed()
    kept.push(fn())
    return (heapUsed() - before) / 1000
  },
})

function heapUsed(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
