import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { packageNames, runIn } from '../kit/packed.ts'
import { standsOn } from '../kit/stands-on.ts'

const packages = new URL('../../packages/', import.meta.url)
const names = await packageNames()
/** Those that no service needs just to carry headers. */
const others = ['auto', 'core', 'doctor', 'formats', 'logs', 'opentelemetry', 'testing']
const adapters = names.filter((name) => !others.includes(name))

/** Bytes, minified and compressed, of all that a package exports. */
const MOST: Readonly<Record<string, number>> = {
  core: 10_000,
  fetch: 2_700,
  // Three clients in one.
  messaging: 2_000,
  // Four loggers in one.
  logs: 2_000,
  // Servers and clients of all kinds in one.
  auto: 5_300,
  // Readers and writers of ten formats, and what stands on them.
  formats: 6_600,
  opentelemetry: 5_600,
  // No adapters, and in no service.
  testing: 4_300,
  doctor: 25_000,
}
const MOST_OF_AN_ADAPTER = 1_500

describe('minified and compressed, without what it imports', () => {
  test.each(names.map((name) => [name, MOST[name] ?? MOST_OF_AN_ADAPTER] as const))(
    '@waybill/%s takes at most %i bytes',
    async (name, most) => {
      expect(await bundledBytes(name)).toBeLessThanOrEqual(most)
    },
  )
})

describe('installed', () => {
  test('core, express and fetch together take under 100,000 bytes', async () => {
    const sizes = await Promise.all(['core', 'express', 'fetch'].map(unpackedBytes))
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(100_000)
  })

  test.each(adapters)('@waybill/%s and core take under 100,000 bytes', async (name) => {
    expect((await unpackedBytes('core')) + (await unpackedBytes(name))).toBeLessThan(100_000)
  })

  test.each(names)('@waybill/%s brings nothing with it but what it stands on', async (name) => {
    const { dependencies = {}, optionalDependencies = {} } = await manifest(name)
    expect(Object.keys({ ...dependencies, ...optionalDependencies })).toEqual(
      name === 'core' ? [] : ['@waybill/core', ...(standsOn[name] ?? [])],
    )
  })
})

/** What a bundler adds to an app for what a package exports, all of it. */
async function bundledBytes(name: string): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [new URL(`${name}/dist/index.js`, packages).pathname],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    write: false,
  })
  return gzipSync(outputFiles[0]?.contents as Uint8Array, { level: 9 }).length
}

/** The size of all files of a package that npm would publish. */
async function unpackedBytes(name: string): Promise<number> {
  const folder = new URL(`${name}/`, packages).pathname
  const listed = await runIn(folder, 'npm', 'pack', '--dry-run', '--json', '--ignore-scripts')
  const [{ unpackedSize }] = JSON.parse(listed) as [{ unpackedSize: number }]
  return unpackedSize
}

async function manifest(name: string): Promise<Record<string, Record<string, string> | undefined>> {
  return JSON.parse(await readFile(new URL(`${name}/package.json`, packages), 'utf8'))
}
