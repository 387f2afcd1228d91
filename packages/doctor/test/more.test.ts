import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { beforeAll, describe, expect, test } from 'vitest'
import { lineOf } from './line-of.ts'
import { runApp, type Watched } from './run-app.ts'

const PATHS = ['/timer', '/listener', '/got', '/undici', '/http2', '/configured']

describe('one app with many faults', () => {
  let watched: Watched
  beforeAll(async () => {
    watched = await runApp('more/many.js', async ({ send }) => {
      for (const path of PATHS) await send('GET', path)
    })
  })

  test.each([
    ['a job of a timer', 'lost-context', '// job', /outside of any request/],
    ['a listener', 'lost-context', '// listener', /listener of "news"/],
    ['got', 'unwrapped-client', '// got', /^got /],
    ['undici', 'unwrapped-client', '// undici', /^undici /],
    ['node:http2', 'unwrapped-client', '// http2', /^http2 /],
    ['what is not configured', 'not-configured', '// configured', /`headers`/],
  ])('names the cause and the line of %s', (_name, kind, mark, cause) => {
    expect(watched.findings).toContainEqual(
      expect.objectContaining({
        kind,
        at: expect.stringMatching(`many.js:${lineOf('more/many.js', mark)}$`),
        cause: expect.stringMatching(cause),
      }),
    )
  })

  test('names the timer that was made outside of the request', () => {
    const timer = `made at .*many.js:${lineOf('more/many.js', 'setInterval')}$`
    expect(watched.findings.flatMap(({ because }) => because)).toContainEqual(
      expect.stringMatching(timer),
    )
  })

  test('calls a policy unsafe that lets headers go anywhere', () => {
    expect(watched.findings.map(({ kind }) => kind)).toContain('unsafe-policy')
  })

  test('shows no value of a header, and no query', () => {
    expect(JSON.stringify(watched)).not.toMatch(/request-\d|aaaa|secret/)
  })
})

describe('another one', () => {
  let watched: Watched
  beforeAll(async () => {
    watched = await runApp('more/others.js', async ({ send }) => {
      for (const path of ['/moved', '/removed', '/plain']) await send('GET', path)
    })
  })

  test.each([
    ['a redirect that is followed by hand', 'redirect-drop', '// moved'],
    ['a header that was taken off again', 'removed', '// removed'],
    ['a handler without waybill()', 'not-captured', '// plain'],
  ])('names the line of %s', (_name, kind, mark) => {
    expect(watched.findings).toContainEqual(
      expect.objectContaining({
        kind,
        at: expect.stringMatching(`others.js:${lineOf('more/others.js', mark)}$`),
      }),
    )
  })

  test('tells of OpenTelemetry beside a policy that does not know it', () => {
    expect(watched.findings.map(({ kind }) => kind)).toContain('opentelemetry')
  })
})

test('gives the line of the source of an app that was built, by its source map', async () => {
  const built = fileURLToPath(new URL('apps/more/typed.built.js', import.meta.url))
  buildSync({
    entryPoints: [fileURLToPath(new URL('apps/more/typed.ts', import.meta.url))],
    outfile: built,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    minify: true,
    sourcemap: true,
  })
  const { findings } = await runApp(
    'more/typed.built.js',
    ({ send }) => send('GET', '/'),
    ['--json'],
    ['--enable-source-maps'],
  ).finally(() => {
    for (const file of [built, `${built}.map`]) rmSync(file)
  })
  expect(findings.map(({ kind, at }) => [kind, at?.replace(/^.*\//, '')])).toEqual([
    ['unwrapped-client', `typed.ts:${lineOf('more/typed.ts', '// the line')}`],
  ])
})
