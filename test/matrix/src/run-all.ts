import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type NodeVersion, nodeVersions } from './nodes.ts'
import type { Outcome } from './outcome.ts'

/** The outcomes of one run. */
export interface Run {
  /** Such as `20`. */
  readonly major: string
  readonly format: 'esm' | 'cjs'
  readonly what: 'pairs' | 'singles'
  readonly outcomes: readonly Outcome[]
}

const AT_ONCE = 2
const program = fileURLToPath(new URL('run.js', import.meta.url))

/** Runs the matrix: each adapter by itself as ESM and as CommonJS, and all pairs, on every version of Node. */
export async function runAll(onRun: (run: Run) => void): Promise<Run[]> {
  const wanted = nodeVersions().flatMap((node) => [
    { node, format: 'esm', what: 'pairs' } as const,
    { node, format: 'esm', what: 'singles' } as const,
    { node, format: 'cjs', what: 'singles' } as const,
  ])
  const runs: Run[] = []
  async function work(): Promise<void> {
    for (let next = wanted.shift(); next; next = wanted.shift()) {
      const run = { ...next, major: next.node.major, outcomes: await outcomesOf(next) }
      runs.push(run)
      onRun(run)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  const key = ({ major, what, format }: Run) => `${major} ${what} ${format}`
  return runs.sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

async function outcomesOf({
  node,
  format,
  what,
}: {
  node: NodeVersion
  format: string
  what: string
}): Promise<Outcome[]> {
  const { stdout } = await promisify(execFile)(
    node.path,
    [program, '--format', format, '--what', what],
    { maxBuffer: 2 ** 26 },
  )
  return JSON.parse(stdout) as Outcome[]
}
