import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig, type Options } from 'tsup'

/** What is published: ESM and CommonJS, each with its types. Nothing is bundled in. */
function library(folder: string, hasTypes: boolean): Options {
  const isCore = resolve(folder).endsWith('core')
  return {
    name: folder,
    // Some have a second entry, or a program.
    entry: Object.fromEntries(
      ['index', 'api', 'main']
        .filter((name) => existsSync(`${folder}/src/${name}.ts`))
        .map((name) => [name, `${folder}/src/${name}.ts`]),
    ),
    outDir: `${folder}/dist`,
    // What the doctor prints with are ES modules alone.
    format: resolve(folder).endsWith('doctor') ? 'esm' : ['esm', 'cjs'],
    target: 'node20',
    // Deno and Workers know Node's modules by their full names alone.
    removeNodeProtocol: false,
    // Core is in every service, twice. Adapters keep the names of their functions, for stack traces.
    minify: isCore,
    esbuildOptions(options) {
      options.minifyWhitespace = true
      options.minifySyntax = true
    },
    // By Rollup, whose CommonJS needs no helpers: a third less in a small package.
    treeshake: true,
    clean: true,
    external: [/^[^./]/],
    // tsup sets `baseUrl` for its own use, which TypeScript 6 reports as deprecated.
    dts: hasTypes && { compilerOptions: { ignoreDeprecations: '6.0' } },
  }
}

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

/** The speed harness: each process that it starts is an entry, beside the others. */
const bench: Options = {
  ...program('bench', []),
  entry: {
    main: 'bench/src/main.ts',
    service: 'bench/src/services/main.ts',
    upstream: 'bench/src/upstream/main.ts',
    load: 'bench/src/load/main.ts',
    toggle: 'bench/src/toggle/main.ts',
    micro: 'bench/src/micro/main.ts',
    curves: 'bench/src/curves/main.ts',
  },
}

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
  if (existsSync('src/index.ts')) {
    return { ...library('.', true), tsconfig: '../../tsconfig.json' }
  }
  return [
    ...readdirSync('packages').map((name) => library(`packages/${name}`, dts !== false)),
    program('examples/bookinfo', ['productpage', 'details', 'reviews', 'ratings']),
    program('examples/mesh', ['main', 'write-bootstraps']),
    program('test/matrix', ['main', 'run']),
    page,
    bench,
  ]
})
