import { rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

/** The major versions of OpenTelemetry: each has a folder, whose packages its service runs with. */
export type Version = 'v2' | 'v3'

const programs = ['adapters', 'bare', 'preload', 'policy', 'extension']

/** Builds the service for a version, as ESM and as CommonJS. */
export async function buildService(version: Version): Promise<void> {
  await rm(place(`${version}/dist`), { recursive: true, force: true })
  for (const format of ['esm', 'cjs'] as const) {
    await build({
      entryPoints: [...programs, ...(format === 'esm' ? ['hook'] : [])].map((name) =>
        place(`v2/src/${name}.ts`),
      ),
      outdir: place(`${version}/dist`),
      outExtension: { '.js': format === 'esm' ? '.mjs' : '.cjs' },
      bundle: true,
      platform: 'node',
      target: 'node20',
      format,
      logLevel: 'warning',
      plugins: [resolving(version, format)],
    })
  }
}

/** The path of a file beside these tests. */
export function place(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url))
}

/** Packages stay outside, but for those of ours that have OpenTelemetry's API as a peer. */
function resolving(version: Version, format: 'esm' | 'cjs'): Plugin {
  const { resolve } = createRequire(place('../../packages/opentelemetry/package.json'))
  return {
    name: 'packages of the version',
    setup(one) {
      one.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        if (kind === 'entry-point') return undefined
        // In this workspace they would find the API that they are developed with, and not that of the version.
        if (!/^@waybill\/(opentelemetry|formats)$/.test(path)) return { path, external: true }
        const built = resolve(path)
        return { path: format === 'esm' ? built.replace(/cjs$/, 'js') : built }
      })
      one.onResolve({ filter: /tracer-provider/ }, () => ({
        path: place(`${version}/src/tracer-provider.ts`),
      }))
    },
  }
}
