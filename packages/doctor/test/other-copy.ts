import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const packages = new URL('../../', import.meta.url).pathname

/**
 * A folder with copies of core and fetch as they would be in a version whose waybills have another shape, and so another
 * store.
 * @returns a file to require from
 */
export function otherCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  for (const name of ['core', 'fetch']) {
    const to = join(folder, 'node_modules/@waybill', name)
    mkdirSync(to, { recursive: true })
    cpSync(join(packages, name, 'dist'), join(to, 'dist'), { recursive: true })
    const manifest = readFileSync(join(packages, name, 'package.json'), 'utf8')
    writeFileSync(
      join(to, 'package.json'),
      manifest.replace(/"version": ".*?"/, '"version": "0.0.9"'),
    )
  }
  const core = join(folder, 'node_modules/@waybill/core/dist/index.cjs')
  writeFileSync(core, readFileSync(core, 'utf8').replaceAll('core.store.1', 'core.store.0'))
  return join(folder, 'index.js')
}
