import type { Curve } from './curve.ts'
import { headerCurves } from './headers.ts'
import { ruleCurves } from './rules.ts'
import { targetCurves } from './targets.ts'

/** All curves whose points are calls of functions. */
export const curvesOfCalls: Readonly<Record<string, Curve>> = {
  ...headerCurves,
  ...ruleCurves,
  ...targetCurves,
}
