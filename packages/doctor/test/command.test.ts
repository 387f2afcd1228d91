import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { runApp } from './run-app.ts'

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'waybill-doctor-'))
afterAll(() => rmSync(folder, { recursive: true }))

const visit = ({ send }: { send(method: string, path: string): Promise<string> }) =>
  send('GET', '/')

describe('the exit code', () => {
  test('is 1 where a kind was found that --fail-on names', async () => {
    const { exitCode } = await runApp('broken/unwrapped-client.js', visit, [
      '--fail-on',
      'doubled,unwrapped-client',
    ])
    expect(exitCode).toBe(1)
  })

  test('is 0 where others were found', async () => {
    const { exitCode } = await runApp('broken/unwrapped-client.js', visit, ['--fail-on', 'doubled'])
    expect(exitCode).toBe(0)
  })

  test('is 0 where nothing was found', async () => {
    const { exitCode } = await runApp('sound/hono.js', visit, ['--fail-on', 'all'])
    expect(exitCode).toBe(0)
  })
})

describe('the report in the terminal', () => {
  test('says what it costs, what became of the headers, and what helps', async () => {
    const { errors } = await runApp('broken/unwrapped-client.js', visit, [])
    expect(errors).toMatch(/not for production/)
    expect(errors).toMatch(/✗ x-request-id, traceparent/)
    expect(errors).toMatch(/→ use wrapAxios\(axios\), from @waybill\/axios/)
    expect(errors).toMatch(/1 ×\s+unwrapped-client/)
  })

  test('shows findings only when it is told to be quiet', async () => {
    const { errors } = await runApp('broken/unwrapped-client.js', visit, ['--quiet'])
    expect(errors).not.toMatch(/GET \/ {2}200/)
    expect(errors).toMatch(/unwrapped-client/)
  })

  test('goes to a file when it is told to', async () => {
    const file = join(folder, 'report.txt')
    const { errors } = await runApp('broken/unwrapped-client.js', visit, ['--output', file])
    expect(errors).toBe('')
    expect(readFileSync(file, 'utf8')).toMatch(/unwrapped-client/)
  })

  test('keeps within the width of the terminal', async () => {
    process.env.COLUMNS = '50'
    const { errors } = await runApp('broken/unwrapped-client.js', visit, [])
    delete process.env.COLUMNS
    const tooLong = errors
      .split('\n')
      .filter((line) => line.length > 50 && /\S +\S+ +\S/.test(line))
    expect(tooLong).toEqual([])
  })
})

test('writes one page with the calls of each request, which needs nothing beside it', async () => {
  const file = join(folder, 'report.html')
  await runApp('broken/redirect.js', visit, ['--html', file])
  const page = readFileSync(file, 'utf8')
  expect(page).toMatch(/redirect-leak/)
  expect(page.match(/class="tree"/g)).toHaveLength(1)
  expect(page).not.toMatch(/<script|<link|src=|@import|url\(/)
  expect(page).not.toMatch(/request-\d|aaaa/)
})

describe('the command', () => {
  test.each([
    [['--fail-on', 'losses', 'app.js'], /--fail-on takes kinds of findings, or all, got "losses"/],
    [['--colour', 'app.js'], /--colour/],
    [['--json'], /a program is wanted, got none; write waybill-doctor app\.js/],
  ])('refuses %j with a sentence', async (args, sentence) => {
    const { code, errors } = await run(args)
    expect(errors).toMatch(sentence)
    expect(code).toBe(2)
  })

  test('names the kinds that --fail-on takes', async () => {
    const { output } = await run(['--help'])
    expect(output).toMatch(/lost-context +The call was made outside of its request/)
  })

  test.each([
    ['ends-itself.js', 5],
    ['is-ended.js', 143],
  ])('passes a signal on, and ends as %s does', async (name, expected) => {
    const app = fileURLToPath(new URL(`apps/more/${name}`, import.meta.url))
    const child = spawn(process.execPath, [main, '--quiet', app])
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([expected, null])
  })
})

async function run(
  args: readonly string[],
): Promise<{ code: unknown; output: string; errors: string }> {
  const child = spawn(process.execPath, [main, ...args])
  const texts = { output: '', errors: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.errors += text
  })
  const [code] = await once(child, 'close')
  return { code, ...texts }
}
