import { markdownTable } from 'markdown-table'
import { CORE, type Outcome } from './outcome.ts'
import type { Run } from './run-all.ts'

/** A whole service in a runtime other than Node, and what it showed. */
export interface RuntimeOutcome {
  /** Such as `Bun 1.4.5`. */
  readonly runtime: string
  readonly outcome: Outcome
}

const INTRODUCTION = `# What works with what

Made by \`pnpm matrix\` from a run of all it says; a test fails when it is stale. Every cell stands for the [contract](../packages/testing) that each adapter keeps, run with the built packages over real sockets: the five promises in the README, a behaviour each. A number is a version of Node on which all behaviours were kept. A note says which of them could not be shown, and why.
`

const RUNTIMES = `Services that run in these runtimes for real, of their npm packages. An adapter that does not stand here was not run there: on Bun and Deno the others stand on their \`node:http\`, and Workers have no servers of Node.
`

/** Writes the page of docs/ from all outcomes. */
export function pageOf(runs: readonly Run[], runtimes: readonly RuntimeOutcome[]): string {
  const notes: string[] = []
  const sections = [
    INTRODUCTION,
    '## Each way in with each way out\n',
    pairsTable(runs, notes),
    '\n## Each adapter by itself, as ESM and as CommonJS\n',
    singlesTable(runs, notes),
    '\n## Bun, Deno and Workers\n',
    RUNTIMES,
    runtimesTable(runtimes, notes),
    '\n## Notes\n',
    notes.map((note, index) => `${index + 1}. ${note}`).join('\n'),
  ]
  return `${sections.join('\n')}\n`
}

/** All behaviours that were not kept, in words. */
export function failuresOf(runs: readonly Run[], runtimes: readonly RuntimeOutcome[]): string[] {
  const ofNode = runs.flatMap(({ major, format, outcomes }) =>
    outcomes.map((outcome) => [`Node ${major}, ${format}`, outcome] as const),
  )
  const ofOthers = runtimes.map(({ runtime, outcome }) => [runtime, outcome] as const)
  return [...ofNode, ...ofOthers].flatMap(([where, { inbound, outbound, failures }]) =>
    failures.map((failure) => `${where}, ${inbound} with ${outbound}: ${failure}`),
  )
}

function pairsTable(runs: readonly Run[], notes: string[]): string {
  const ofPairs = runs.filter(({ what }) => what === 'pairs')
  const inbounds = namesOf(ofPairs, 'inbound')
  const outbounds = namesOf(ofPairs, 'outbound')
  // More clients than frameworks, so that these stand side by side.
  return markdownTable([
    ['', ...inbounds],
    ...outbounds.map((outbound) => [
      outbound,
      ...inbounds.map((inbound) => cellOf(ofPairs, inbound, outbound, notes)),
    ]),
  ])
}

function singlesTable(runs: readonly Run[], notes: string[]): string {
  const ofSingles = runs.filter(({ what }) => what === 'singles')
  const rows = [
    ...namesOf(ofSingles, 'inbound').map((name) => [name, name, CORE]),
    ...namesOf(ofSingles, 'outbound').map((name) => [name, CORE, name]),
  ].filter(([name]) => name !== CORE) as [string, string, string][]
  const formats = ['esm', 'cjs'] as const
  return markdownTable([
    ['', 'ESM', 'CommonJS'],
    ...rows.map(([name, inbound, outbound]) => [
      name,
      ...formats.map((wanted) =>
        cellOf(
          ofSingles.filter(({ format }) => format === wanted),
          inbound,
          outbound,
          notes,
        ),
      ),
    ]),
  ])
}

function runtimesTable(runtimes: readonly RuntimeOutcome[], notes: string[]): string {
  return markdownTable([
    ['', 'in', 'out', 'behaviours kept'],
    ...runtimes.map(({ runtime, outcome }) => [
      runtime,
      outcome.inbound,
      outcome.outbound,
      outcome.failures.length > 0
        ? 'not all'
        : `${outcome.passed}${marksOf(outcome.reasons, notes)}`,
    ]),
  ])
}

function namesOf(runs: readonly Run[], side: 'inbound' | 'outbound'): string[] {
  // The newest Node knows all of them, in order.
  const [newest] = [...runs].sort((a, b) => Number(b.major) - Number(a.major))
  return [...new Set(newest?.outcomes.map((outcome) => outcome[side]))]
}

function cellOf(runs: readonly Run[], inbound: string, outbound: string, notes: string[]): string {
  const majors = [...new Set(runs.map(({ major }) => major))].sort((a, b) => Number(a) - Number(b))
  const found = majors.map((major) => {
    const outcomes = runs.find((run) => run.major === major)?.outcomes ?? []
    const outcome = outcomes.find((one) => one.inbound === inbound && one.outbound === outbound)
    return { major, outcome }
  })
  const kept = found.filter(({ outcome }) => outcome && outcome.failures.length === 0)
  const reasons = new Set(kept.flatMap(({ outcome }) => outcome?.reasons ?? []))
  for (const { major, outcome } of found) {
    if (!outcome && outbound.startsWith('undici 8'))
      reasons.add(`undici 8 does not load on Node ${major}.`)
    if (outcome && outcome.failures.length > 0) reasons.add('Not all behaviours were kept.')
  }
  return `${kept.map(({ major }) => major).join(' ')}${marksOf([...reasons], notes)}`
}

/** The numbers of the notes that say these things; new ones are added. */
function marksOf(reasons: readonly string[], notes: string[]): string {
  const numbers = reasons.map((reason) => {
    // Not the first letter of a name, such as gRPC or node:http.
    const sentence = reason.replace(
      /^(a|the|undici|messages)(?= )/,
      (word) => word.charAt(0).toUpperCase() + word.slice(1),
    )
    const text = `${sentence.replace(/\.$/, '')}.`
    if (!notes.includes(text)) notes.push(text)
    return notes.indexOf(text) + 1
  })
  return numbers.length > 0 ? ` <sup>${numbers.sort((a, b) => a - b).join(', ')}</sup>` : ''
}
