import { join } from 'node:path'
import { build, type Format } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Received } from '../../../test/kit/echo-server.ts'
import { sevenHeaders } from '../../../test/kit/headers.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { nodeVersions } from '../../../test/matrix/src/nodes.ts'
import { buildPreload, type Preload } from './kit/preload.ts'
import { serveProgram } from './kit/program.ts'

const apps = new URL('apps/', import.meta.url).pathname
const tsx = import.meta.resolve('tsx')
const connectIn = new URL('../../../test/ecosystem/node_modules', import.meta.url).pathname

/** A small app that knows nothing of Waybill, and how it comes. */
interface App {
  readonly name: string
  readonly file: string
  /** Bundled and minified by esbuild, with all that it imports. */
  readonly bundle?: Format
}

const all: App[] = [
  { name: 'Express 5, ESM', file: 'express5.mjs' },
  { name: 'Express 4, CommonJS', file: 'express4.cjs' },
  { name: 'Koa, ESM', file: 'koa.mjs' },
  { name: 'Fastify, CommonJS', file: 'fastify.cjs' },
  { name: 'Hono, TypeScript by tsx', file: 'hono.ts' },
  { name: 'NestJS, TypeScript by tsx', file: 'nest.ts' },
  { name: 'hapi, CommonJS', file: 'hapi.cjs' },
  { name: 'Connect, CommonJS', file: 'connect.cjs' },
  { name: 'node:http, ESM', file: 'http.mjs' },
  { name: 'node:http, CommonJS', file: 'http.cjs' },
  { name: 'Express 5, bundled as CommonJS', file: 'express5.mjs', bundle: 'cjs' },
  { name: 'Hono, bundled as ESM', file: 'hono.ts', bundle: 'esm' },
]

const clients = ['axios', 'fetch', 'http', 'undici']
const echo = runningEcho()
let preload: Preload

beforeAll(async () => {
  preload = await buildPreload()
  for (const app of all) if (app.bundle) await bundle(app)
})
afterAll(() => preload.remove())

describe.each(nodeVersions())('on Node $major', ({ path: node }) => {
  test.each(all)('$name: all seven headers of each request arrive, by each client', async (app) => {
    const { origin, stop } = await serveProgram(argumentsOf(app), {
      node,
      env: { UPSTREAM: `${echo.origin}/`, NODE_PATH: connectIn },
    })
    const requests = clients.flatMap((client) => Array.from({ length: 5 }, () => client))
    const wrong = await Promise.all(
      requests.map(async (client) => {
        const headers = sevenHeaders()
        const { headers: arrived } = (await (
          await fetch(`${origin}/${client}`, { headers })
        ).json()) as Received
        const lost = Object.keys(headers).filter((name) => arrived[name] !== headers[name])
        return lost.length > 0 ? [`${client}: ${lost}`] : []
      }),
    )
    await stop()
    expect(wrong.flat()).toEqual([])
  })
})

function argumentsOf(app: App): string[] {
  if (app.bundle) return ['--import', preload.esm, bundled(app)]
  const file = join(apps, app.file)
  if (app.file.endsWith('.ts')) return ['--import', tsx, '--import', preload.esm, file]
  return app.file.endsWith('.cjs')
    ? ['--require', preload.cjs, file]
    : ['--import', preload.esm, file]
}

function bundled(app: App): string {
  return join(preload.folder, `${app.file}.bundle.${app.bundle === 'esm' ? 'mjs' : 'cjs'}`)
}

async function bundle(app: App): Promise<void> {
  await build({
    entryPoints: [join(apps, app.file)],
    outfile: bundled(app),
    bundle: true,
    minify: true,
    platform: 'node',
    format: app.bundle as Format,
    logLevel: 'error',
    ...(app.bundle === 'esm' && {
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      },
    }),
  })
}
