import type { Claim } from './alone.ts'
import type { Attributed } from './attribution.ts'
import { judge, type Outcome } from './judge.ts'
import type { Ledger } from './marks/ledger.ts'
import type { TestedHeader } from './marks/tested-header.ts'
import type { Fates, HeaderReport, PathReport } from './report.ts'

/** Counts what became of each header in each call. */
export interface Tally {
  add(calls: readonly Attributed[], phase: 'alone' | 'overlapping'): void
  headers(): readonly HeaderReport[]
  paths(): readonly PathReport[]
}

/** Starts to count. */
export function createTally(
  headers: readonly TestedHeader[],
  ledger: Ledger,
  claimed: Claim,
): Tally {
  const counted = headers.map(({ name, isExpected }) => ({
    name,
    expected: isExpected,
    alone: noFates(),
    overlapping: noFates(),
    changes: {} as Record<string, number>,
  }))
  const paths = new Map<string, PathReport>()

  return {
    add(calls, phase) {
      for (const [call, owner] of calls) {
        let isFaulty = false
        for (const header of owner === undefined ? [] : counted) {
          const fate = judge(
            header.name,
            call,
            owner as NonNullable<typeof owner>,
            claimed(call),
            ledger,
          )
          if (fate === undefined) continue
          const { outcome, change } = fate
          header[phase][outcome]++
          if (owner?.sent.has(header.name)) header[phase].calls++
          if (change !== undefined) header.changes[change] = (header.changes[change] ?? 0) + 1
          if (isFault(outcome) && (header.expected || outcome !== 'lost')) isFaulty = true
        }
        const { method, path } = call
        const key = `${method} ${path}`
        const before = paths.get(key)
        paths.set(key, {
          method,
          path,
          calls: (before?.calls ?? 0) + 1,
          faulty: (before?.faulty ?? 0) + Number(isFaulty),
        })
      }
    },
    headers: () => counted,
    paths: () => [...paths.values()].sort((a, b) => b.calls - a.calls).slice(0, 20),
  }
}

function isFault(outcome: Outcome): boolean {
  return outcome !== 'through' && outcome !== 'newSpan'
}

function noFates(): { -readonly [Name in keyof Fates]: number } {
  return { calls: 0, through: 0, newSpan: 0, changed: 0, doubled: 0, mixed: 0, lost: 0 }
}
