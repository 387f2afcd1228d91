import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** What of Waybill's packages is tried: their sources, or what is built of them. */
export type Code = 'source' | 'dist'

const bundles = new Map<string, Promise<string>>()
let folder: string | undefined

/**
 * Bundles a service, with all of npm that it needs, into one module; once a process.
 * @param service its file in `services`, without the end
 * @returns the path of the bundle
 */
export function bundle(service: string, code: Code): Promise<string> {
  const name = `${service}-of-${code}`
  const made = bundles.get(name) ?? write(service, code, join(temporaryFolder(), `${name}.mjs`))
  bundles.set(name, made)
  return made
}

/** The folder of what this process writes. */
export function temporaryFolder(): string {
  if (folder) return folder
  folder = mkdtempSync(join(tmpdir(), 'waybill-runtimes-'))
  process.once('exit', removeTemporaryFolder)
  return folder
}

/** Removes it before the process ends, which the workers of vitest do in a way that nobody hears of. */
export function removeTemporaryFolder(): void {
  if (folder) rmSync(folder, { recursive: true, force: true })
  folder = undefined
  bundles.clear()
}

async function write(service: string, code: Code, outfile: string): Promise<string> {
  const isForNode = service.startsWith('node-')
  // By way of the folder above, which is the same for a bundle of this file beside `runtimes`.
  const entry = new URL(`../runtimes/services/${service}.ts`, import.meta.url)
  await build({
    entryPoints: [fileURLToPath(entry)],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: code === 'source' ? ['@waybill/source'] : [],
    external: ['node:*'],
    platform: isForNode ? 'node' : 'neutral',
    logLevel: 'silent',
    // Express is CommonJS, and requires what is Node's.
    ...(isForNode && { banner: { js: REQUIRE } }),
  })
  return outfile
}

const REQUIRE =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url)'
