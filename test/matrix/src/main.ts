import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { failuresOf, pageOf } from './page.ts'
import { runAll } from './run-all.ts'
import { runRuntimes } from './run-runtimes.ts'

const page = new URL('../../../docs/compatibility.md', import.meta.url)
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })

const runs = await runAll(({ major, format, what, outcomes }) => {
  const behaviours = outcomes.reduce((sum, { passed }) => sum + passed, 0)
  console.log(
    `Node ${major}, ${what}, ${format}: ${outcomes.length} subjects, ${behaviours} behaviours kept`,
  )
})
const runtimes = await runRuntimes(({ runtime, outcome }) =>
  console.log(
    `${runtime}, ${outcome.inbound} with ${outcome.outbound}: ${outcome.passed} behaviours kept`,
  ),
)
const failures = failuresOf(runs, runtimes)
for (const failure of failures) console.error(`not kept: ${failure}`)
const text = pageOf(runs, runtimes)
const isStale = (await readFile(page, 'utf8').catch(() => '')) !== text
if (!values.check) await writeFile(page, text)
else if (isStale) console.error('docs/compatibility.md is stale: run `pnpm matrix`')
process.exit(failures.length > 0 || (values.check && isStale) ? 1 : 0)
