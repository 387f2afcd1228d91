import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { packageNames, runIn } from '../kit/packed.ts'

const packages = new URL('../../packages/', import.meta.url)
const names = await packageNames()
const adapters = names.filter((name) => name !== 'core' && name !== 'testing')

/** Bytes, minified and compressed, of all that a package exports. */
const MOST: Readonly<Record<string, number>> = {
  core: 9_400,
  fetch: 2_600,
  // Three clients in one.
  messaging: 2_000,
  // No adapter, and in no service.
  testing: 4_300,
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

  test.each(names)('@waybill/%s brings nothing with it but core', async (name) => {
    const { dependencies = {}, optionalDependencies = {} } = await manifest(name)
    expect({ ...dependencies, ...optionalDependencies }).toEqual(
      name === 'core' ? {} : { '@waybill/core': 'workspace:^' },
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
