import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { deployedBootstraps } from '../../examples/mesh/src/envoy/deployed-bootstraps.ts'
import { readRuleFiles } from '../../examples/mesh/src/routing/rule-files.ts'
import { createRuleStore } from '../../examples/mesh/src/routing/rule-store.ts'
import { defaultRules } from '../../examples/mesh/src/samples.ts'
import { bookinfo } from '../../examples/mesh/src/workloads.ts'
import { describeWith, envoy } from '../kit/real-programs.ts'

const deploy = join(import.meta.dirname, '../../deploy')
const rules = createRuleStore(bookinfo)
await rules.useFiles(readRuleFiles(defaultRules))
const files = deployedBootstraps(rules.table())

test.each(files)('$path is as `pnpm generate` writes it', ({ path, text }) => {
  expect(readFileSync(join(deploy, path), 'utf8')).toBe(text)
})

describeWith([envoy], 'an Envoy', () => {
  test.each(files)('takes $path', async ({ path }) => {
    const args = ['--mode', 'validate', '--log-level', 'error', '--config-path', join(deploy, path)]
    await expect(promisify(execFile)(envoy.path, args)).resolves.toBeDefined()
  })
})
