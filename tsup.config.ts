import { existsSync, readdirSync } from 'node:fs'
import { defineConfig, type Options } from 'tsup'

/** What is published: ESM and CommonJS, each with its types. Nothing is bundled in. */
const library = (folder: string, dts: boolean): Options => ({
  name: folder,
  entry: { index: `${folder}/src/index.ts` },
  outDir: `${folder}/dist`,
  format: ['esm', 'cjs'],
  target: 'node20',
  // Deno and Workers know Node's modules by their full names alone.
  removeNodeProtocol: false,
  clean: true,
  external: [/^[^./]/],
  // tsup sets `baseUrl` for its own use, which TypeScript 6 reports as deprecated.
  dts: dts && { compilerOptions: { ignoreDeprecations: '6.0' } },
})

/** What the example stack runs: plain ESM for Node. */
const program = (folder: string, entries: string[]): Options => ({
  name: folder,
  entry: entries.map((entry) => `${folder}/src/${entry}.ts`),
  outDir: `${folder}/dist`,
  format: 'esm',
  target: 'node20',
  // Not what is in folders below: the trace view's page is built there.
  clean: ['*.js'],
  external: [/^[^./]/],
})

/** The trace view in the browser: one script with all it needs, beside its page and its style. */
const page: Options = {
  name: 'trace view',
  entry: { view: 'examples/mesh/src/view/page/main.tsx' },
  outDir: 'examples/mesh/dist/public',
  publicDir: 'examples/mesh/public',
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  outExtension: () => ({ js: '.js' }),
  noExternal: [/./],
  minify: true,
}

export default defineConfig(({ dts }) => {
  // Run in the folder of a package, as before packing it, this builds that package alone.
  if (existsSync('src/index.ts')) return { ...library('.', true), tsconfig: '../../tsconfig.json' }
  return [
    ...readdirSync('packages').map((name) => library(`packages/${name}`, dts !== false)),
    program('examples/bookinfo', ['productpage', 'details', 'reviews', 'ratings']),
    program('examples/mesh', ['main', 'write-bootstraps']),
    page,
  ]
})
