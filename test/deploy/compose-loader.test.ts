import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { deploy } from './kit/places.ts'

/** What Docker itself reads compose files with, as the program that comes along with it. */
const LOADER = 'github.com/compose-spec/compose-go/v2/cmd@v2.16.2'

const missing = whyMissing()
if (missing !== undefined)
  console.log(`Skipped: the compose file as Docker reads it, since ${missing}`)

describe.skipIf(missing !== undefined)("Docker's own loader", { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-compose-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('takes the compose file', () => {
    expect(Object.keys(load(`${deploy}compose.yaml`).services)).toContain('productpage-v1-envoy')
  })

  test('runs the services with Waybill on if nothing is said', () => {
    const { services } = load(`${deploy}compose.yaml`)
    expect(services['reviews-v2']?.environment?.WAYBILL).toBe('on')
  })

  test('refuses a misspelt key', () => {
    const file = join(folder, 'compose.yaml')
    writeFileSync(file, 'services: {a: {image: b, enviroment: {}}}')
    expect(() => load(file)).toThrow('enviroment')
  })
})

interface Loaded {
  services: Record<string, { environment?: Record<string, string> } | undefined>
}

function load(file: string): Loaded {
  const args = ['run', LOADER, '-format', 'json', file]
  const env = { ...process.env, GOFLAGS: '-mod=mod' }
  return JSON.parse(execFileSync('go', args, { env, encoding: 'utf8', stdio: 'pipe' }))
}

function whyMissing(): string | undefined {
  try {
    execFileSync('go', ['list', '-m', LOADER.replace('/cmd@', '@')], {
      cwd: tmpdir(),
      stdio: 'pipe',
    })
    return undefined
  } catch {
    return 'Go is not on PATH, or cannot fetch it'
  }
}
