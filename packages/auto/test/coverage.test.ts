import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nodeVersions } from '../../../test/matrix/src/nodes.ts'
import { buildPreload, type Preload } from './kit/preload.ts'
import { runProgram } from './kit/program.ts'

const program = new URL('apps/coverage.mjs', import.meta.url).pathname
const MARKS = new Map([
  [true, 'yes'],
  [false, 'no'],
  [null, 'does not load'],
])
let preload: Preload

beforeAll(async () => {
  preload = await buildPreload()
})
afterAll(() => preload.remove())

test.each(nodeVersions())(
  'the table of the README says what is so on Node $major',
  async ({ major, path }) => {
    const { out, error } = await runProgram(['--import', preload.esm, program], { node: path })
    expect(error).not.toContain('Error')
    const found: Record<string, boolean | null> = JSON.parse(out)
    const marks = Object.entries(found).map(([name, is]) => [name, MARKS.get(is)])
    expect(await columnOf(major)).toEqual(Object.fromEntries(marks))
  },
)

/** What the README says for a version of Node: a mark for each way. */
async function columnOf(major: string): Promise<Record<string, string>> {
  const text = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const rows = text
    .split('\n')
    .filter((line) => /^\| (in: |out: |Node)/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
  const [head = [], ...ways] = rows
  const column = head.indexOf(major)
  return Object.fromEntries(ways.map((cells) => [cells[1], cells[column]]))
}
