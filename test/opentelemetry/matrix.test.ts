import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildService, place } from './kit/build.ts'
import { type Configuration, configurationsOn, nameOf, platforms } from './kit/configurations.ts'
import { exceptions, uncovered } from './kit/exceptions.ts'
import { pageWith, wayOf } from './kit/page.ts'
import { type Outcome, runConfiguration } from './kit/run.ts'
import { startUpstream, type Upstream } from './kit/upstream.ts'

const AT_ONCE = 2
const page = place('../../docs/opentelemetry.md')
const outcomes: Outcome[] = []
let upstream: Upstream

beforeAll(async () => {
  upstream = await startUpstream()
  await buildService('v2')
  await buildService('v3')
})
afterAll(() => upstream.close())

describe('beside an SDK of OpenTelemetry', () => {
  for (const platform of platforms()) {
    const { version, major, node } = platform
    const line = version === 'v2' ? '2.x' : '3.x'
    test.skipIf(!node)(
      `${line} on Node ${major}${node ? '' : ', which is not installed'}: each call names the innermost span, and nothing is doubled or lost`,
      async () => {
        const some = await runAll(configurationsOn(platform))
        outcomes.push(...some)
        expect(some.filter(isWithExtension).flatMap(failure)).toEqual([])
      },
      600_000,
    )
  }
})

describe('the matrix', () => {
  test('sees what is wrong without the extension', () => {
    const seen = outcomes.filter((one) => !isWithExtension(one)).flatMap(({ problems }) => problems)
    for (const kind of ['doubled', 'lost', 'stale', 'split', "another's"])
      expect(seen.some((problem) => problem.startsWith(kind))).toBe(true)
  })

  test('names no exception in vain', () => {
    const vain = exceptions.filter(
      (one) =>
        !outcomes.some((outcome) => outcome.problems.some((two) => one.covers(outcome, two))),
    )
    expect(vain).toEqual([])
  })

  test.skipIf(platforms().some(({ node }) => !node))(
    'is what docs/opentelemetry.md says',
    async () => {
      const text = await readFile(page, 'utf8')
      const now = pageWith(text, outcomes)
      if (process.env.UPDATE_DOCS) await writeFile(page, now)
      else expect(text).toBe(now)
    },
  )
})

/** The outcomes of some configurations, a few processes at a time. */
async function runAll(configurations: readonly Configuration[]): Promise<Outcome[]> {
  const waiting = [...configurations]
  const found: Outcome[] = []
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift())
      found.push(...(await runConfiguration(next, upstream)))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return found
}

function isWithExtension(outcome: Outcome): boolean {
  return wayOf(outcome).endsWith('extension')
}

/** What is wrong with a call that no exception covers, with all that is needed to see why. */
function failure(outcome: Outcome): string[] {
  const problems = uncovered(outcome)
  if (problems.length === 0) return []
  const { way, client, kind, isOwnSpan, propagator } = outcome.sent
  const call = `${way} ${client}, in: ${kind}, propagator: ${propagator}, own span: ${isOwnSpan}`
  const spans = outcome.spans.map(
    ({ kind, name, traceId, spanId, parent }) => `${kind} ${name} ${traceId} ${spanId} ${parent}`,
  )
  const seen = [...spans, outcome.received.join(' ')].join('\n  ')
  return [`${nameOf(outcome.configuration)}, ${call}: ${problems.join(', ')}\n  ${seen}`]
}
