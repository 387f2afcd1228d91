import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { deployedBootstraps } from './envoy/deployed-bootstraps.ts'
import { readRuleFiles } from './routing/rule-files.ts'
import { createRuleStore } from './routing/rule-store.ts'
import { defaultRules } from './samples.ts'
import { bookinfo } from './workloads.ts'

const deployFolder = fileURLToPath(new URL('../../../deploy', import.meta.url))

try {
  const { values } = parseArgs({ options: { rules: { type: 'string', multiple: true } } })
  const rules = createRuleStore(bookinfo)
  await rules.useFiles(readRuleFiles(values.rules ?? defaultRules))
  for (const { path, text } of deployedBootstraps(rules.table())) {
    const file = join(deployFolder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
    console.log(`Wrote deploy/${path}`)
  }
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
