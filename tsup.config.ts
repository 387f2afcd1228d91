import { readdirSync } from 'node:fs'
import { defineConfig, type Options } from 'tsup'

const packages = readdirSync('packages')

/** What is published: ESM and CommonJS, each with its types. Nothing is bundled in. */
const library = (name: string, dts: boolean): Options => ({
  name,
  entry: { index: `packages/${name}/src/index.ts` },
  outDir: `packages/${name}/dist`,
  format: ['esm', 'cjs'],
  target: 'node20',
  clean: true,
  external: [/^[^./]/],
  // tsup sets `baseUrl` for its own use, which TypeScript 6 reports as deprecated.
  dts: dts && { compilerOptions: { ignoreDeprecations: '6.0' } },
})

/** What the example stack runs: plain ESM for Node. */
const program = (folder: string, entry: string[]): Options => ({
  name: folder,
  entry,
  outDir: `${folder}/dist`,
  format: 'esm',
  target: 'node20',
  clean: true,
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

export default defineConfig(({ dts }) => [
  ...packages.map((name) => library(name, dts !== false)),
  program(
    'examples/bookinfo',
    ['productpage', 'details', 'reviews', 'ratings'].map(
      (name) => `examples/bookinfo/src/${name}.ts`,
    ),
  ),
  // Leaves the page, which is built beside it, alone.
  { ...program('examples/mesh', ['examples/mesh/src/main.ts']), clean: ['*.js'] },
  page,
])
