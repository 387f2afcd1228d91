import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

const source = new URL('../../src/', import.meta.url).pathname

/** What is published, built from the sources with all that it stands on, in a folder of its own. */
export interface Preload {
  readonly folder: string
  /** What `--import` takes. */
  readonly esm: string
  /** What `--require` takes. */
  readonly cjs: string
  /** `start` and `stop`, as an ES module. */
  readonly api: string
  remove(): Promise<void>
}

/** Builds the preload. */
export async function buildPreload(): Promise<Preload> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-auto-'))
  for (const [format, extension] of [
    ['esm', '.mjs'],
    ['cjs', '.cjs'],
  ] as const) {
    await build({
      entryPoints: [`${source}index.ts`, `${source}api.ts`],
      bundle: true,
      platform: 'node',
      target: 'node20',
      format,
      outdir: folder,
      outExtension: { '.js': extension },
      conditions: ['@waybill/source'],
    })
  }
  return {
    folder,
    esm: `file://${folder}/index.mjs`,
    cjs: `${folder}/index.cjs`,
    api: `file://${folder}/api.mjs`,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
