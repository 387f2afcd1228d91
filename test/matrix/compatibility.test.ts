import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { missingRuntimes } from './runtimes/find-runtime.ts'

const program = new URL('dist/main.js', import.meta.url).pathname
const missing = missingRuntimes()

test.skipIf(missing.length > 0)(
  'docs/compatibility.md says what the adapters do today, on all runtimes',
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [program, '--check'], {
      maxBuffer: 2 ** 26,
    })
    expect(stdout).toContain('Node 26, singles, cjs')
  },
  1_800_000,
)
