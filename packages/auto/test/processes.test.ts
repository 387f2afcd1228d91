import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nodeVersions } from '../../../test/matrix/src/nodes.ts'
import { buildPreload, type Preload } from './kit/preload.ts'
import { runProgram } from './kit/program.ts'

let preload: Preload
let folder: string

/** A service that calls itself, prints how often the id of a request arrived there, and ends. */
const service = `
  const http = require('node:http')
  const server = http.createServer((req, res) => {
    const ids = req.rawHeaders.filter((_, i) => i % 2 && req.rawHeaders[i - 1].toLowerCase() === 'x-request-id')
    if (req.url === '/end') return res.end(ids.join() || 'nothing')
    http.get({ port: server.address().port, path: '/end' }, (answer) => answer.pipe(res))
  }).listen(0, '127.0.0.1', () => {
    http.get({ port: server.address().port, headers: { 'x-request-id': 'r-1' } }, (answer) => {
      answer.on('data', (chunk) => console.log('arrived: ' + chunk)).on('end', () => done())
    })
  })
`
const files = {
  'service.cjs': `${service}\nconst done = () => process.exit()`,
  'worker.cjs': `
    const { Worker, isMainThread, parentPort } = require('node:worker_threads')
    if (isMainThread) new Worker(__filename)
    else { ${service}\nvar done = () => process.exit() }
  `,
  'fork.cjs': `
    const { fork } = require('node:child_process')
    fork(__dirname + '/service.cjs')
  `,
  'cluster.cjs': `
    const cluster = require('node:cluster')
    if (cluster.isPrimary) cluster.fork()
    else { ${service}\nvar done = () => process.exit() }
  `,
  'service.test.cjs': `
    const { test } = require('node:test')
    test('a service', () => new Promise((done) => {
      ${service.replace('done()', '{ server.close(); server.closeAllConnections(); done() }')}
    }))
  `,
}

beforeAll(async () => {
  preload = await buildPreload()
  folder = await mkdtemp(join(tmpdir(), 'waybill-processes-'))
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  await writeFile(
    join(folder, 'one-line.mjs'),
    `import '${preload.esm}'\nimport { createRequire } from 'node:module'\ncreateRequire(import.meta.url)('./service.cjs')`,
  )
  await writeFile(
    join(folder, 'one-line.cjs'),
    `require('${preload.cjs}')\nrequire('./service.cjs')`,
  )
  await writeFile(
    join(folder, 'late.mjs'),
    `import http from 'node:http'\nimport { start } from '${preload.api}'\nimport { createRequire } from 'node:module'\nconst server = http.createServer()\nstart()\ncreateRequire(import.meta.url)('./service.cjs')`,
  )
})
afterAll(async () => {
  await preload.remove()
  await rm(folder, { recursive: true, force: true })
})

const once = 'arrived: r-1\n'

describe.each(nodeVersions())('on Node $major', ({ path: node }) => {
  const run = async (args: string[], env: NodeJS.ProcessEnv = {}) => {
    const { out, error } = await runProgram(args, { node, cwd: folder, env })
    return out + error
  }

  test.each<[string, (preload: Preload) => [string[], NodeJS.ProcessEnv?]]>([
    ['--import', ({ esm }) => [['--import', esm, 'service.cjs']]],
    ['--require', ({ cjs }) => [['--require', cjs, 'service.cjs']]],
    ['NODE_OPTIONS', ({ esm }) => [['service.cjs'], { NODE_OPTIONS: `--import ${esm}` }]],
    ['a one-line import', () => [['one-line.mjs']]],
    ['a one-line require', () => [['one-line.cjs']]],
    ['start() after a server was made', () => [['late.mjs']]],
    [
      '--import and --require, so two copies',
      ({ esm, cjs }) => [['--require', cjs, '--import', esm, 'service.cjs']],
    ],
    [
      '--import, and a one-line import',
      ({ esm }) => [['--import', `${esm}?again`, 'one-line.mjs']],
    ],
    ['a worker thread', ({ esm }) => [['--import', esm, 'worker.cjs']]],
    ['a worker thread, by --require', ({ cjs }) => [['--require', cjs, 'worker.cjs']]],
    ['a forked process', ({ esm }) => [['--import', esm, 'fork.cjs']]],
    ['a cluster', ({ esm }) => [['--import', esm, 'cluster.cjs']]],
  ])('%s: the header arrives once', async (_how, how) => {
    expect(await run(...how(preload))).toBe(once)
  })

  test('node --test: the header arrives once', async () => {
    expect(await run(['--import', preload.esm, '--test', 'service.test.cjs'])).toContain(
      'arrived: r-1\n',
    )
  })

  test('without it, nothing arrives', async () => {
    expect(await run(['service.cjs'])).toBe('arrived: nothing\n')
  })

  test('nothing of http is loaded that the app does not use', async () => {
    const printed = await run([
      '--import',
      preload.esm,
      '--eval',
      'console.log(process.moduleLoadList.filter((one) => /NativeModule (https?2?|net|tls|internal.deps.undici)/.test(one)).join())',
    ])
    expect(printed).toBe('\n')
  })
})
