import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { wrongOptions } from '../../../test/kit/wrong-options.ts'
import { buildPreload, type Preload } from './kit/preload.ts'
import { runProgram, type Said } from './kit/program.ts'

// Calls itself, and prints what arrived there of what it came with.
const app = `
  const http = require('node:http')
  const sent = { 'x-request-id': 'r', 'x-tenant': 't', b3: 'b', traceparent: 'p', 'x-t-a': 'a', sw8: 's' }
  const server = http.createServer(async (req, res) => {
    if (req.url === '/end') return res.end(Object.keys(req.headers).filter((name) => name in sent).sort().join(' '))
    res.end(await (await fetch('http://127.0.0.1:' + server.address().port + '/end')).text())
  }).listen(0, '127.0.0.1', () => http.get({ port: server.address().port, headers: sent }, (answer) => {
    answer.on('data', (chunk) => process.stdout.write(chunk)).on('end', () => process.exit())
  }))
`
const byDefault = 'b3 sw8 traceparent x-request-id'

let preload: Preload
let folder: string

beforeAll(async () => {
  preload = await buildPreload()
})
afterAll(() => preload.remove())

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-config-'))
  await write('app.cjs', app)
  return () => rm(folder, { recursive: true, force: true })
})

async function write(name: string, content: unknown): Promise<void> {
  const file = join(folder, name)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
}

function run(env: NodeJS.ProcessEnv = {}, cwd = folder): Promise<Said> {
  return runProgram(['--import', preload.esm, join(folder, 'app.cjs')], { cwd, env })
}

const carried = async (env?: NodeJS.ProcessEnv, cwd?: string) => {
  const { code, out, error } = await run(env, cwd)
  return code === 0 ? out : `${code} ${error}`
}

test('without any, the headers of Istio are carried inside the mesh', async () => {
  expect(await carried()).toBe(byDefault)
})

test('WAYBILL=off does nothing at all, be the rest wrong', async () => {
  expect(await carried({ WAYBILL: 'off', WAYBILL_HEADERS: '?', WAYBILL_CONFIG: 'none' })).toBe('')
})

describe('WAYBILL_HEADERS', () => {
  test.each([
    ['names', 'x-tenant, X-Request-Id', 'x-request-id x-tenant'],
    ['a prefix', 'x-t-*', 'x-t-a'],
    ['presets', 'w3c,skywalking', 'sw8 traceparent'],
    [
      'presets in any case, and names that they hold',
      'ISTIO,x-request-id,x-tenant,b3',
      `${byDefault} x-tenant`,
    ],
    ['nothing', ' , ', byDefault],
  ])('holds %s', async (_what, value, expected) => {
    expect(await carried({ WAYBILL_HEADERS: value })).toBe(expected)
  })
})

test('WAYBILL_TARGETS adds to the targets of the file', async () => {
  await write('waybill.json', { targets: ['elsewhere'], warnOnRefusal: false })
  const env = { WAYBILL_CONFIG: 'waybill.json' }
  expect([await carried(env), await carried({ ...env, WAYBILL_TARGETS: '127.0.0.1' })]).toEqual([
    '',
    byDefault,
  ])
})

describe('WAYBILL_CONFIG', () => {
  test.each([
    ['waybill.json', '{ "headers": ["x-tenant"] }'],
    ['waybill.cjs', 'module.exports = { headers: ["x-tenant"] }'],
    ['waybill.js', 'module.exports = { headers: ["x-tenant"] }'],
    [
      'waybill.mjs',
      'export default { headers: [{ name: "x-tenant", value: ({ value }) => value }] }',
    ],
    ['named.mjs', 'export const headers = ["x-tenant"]'],
  ])('names %s', async (file, content) => {
    await write(file, content)
    expect(await carried({ WAYBILL_CONFIG: file })).toBe('x-tenant')
    expect(await carried({ WAYBILL_CONFIG: join(folder, file) }, tmpdir())).toBe('x-tenant')
  })
})

describe('the key `waybill` of package.json', () => {
  test('is found from the main script upwards, over those that have none', async () => {
    await write('package.json', { waybill: { headers: ['x-tenant'] } })
    await write('dist/package.json', { type: 'commonjs' })
    await write('dist/app.cjs', app)
    const { out } = await runProgram(['--import', preload.esm, join(folder, 'dist/app.cjs')], {
      cwd: tmpdir(),
    })
    expect(out).toBe('x-tenant')
  })

  test('comes behind WAYBILL_CONFIG, and that behind WAYBILL_HEADERS, whose other options stay', async () => {
    await write('package.json', { waybill: { headers: ['x-tenant'] } })
    await write('waybill.json', { headers: ['sw8'], targets: ['elsewhere'], warnOnRefusal: false })
    const env = { WAYBILL_CONFIG: 'waybill.json', WAYBILL_TARGETS: '127.0.0.1' }
    expect([
      await carried(),
      await carried(env),
      await carried({ ...env, WAYBILL_HEADERS: 'b3' }),
      await carried({ WAYBILL_CONFIG: 'waybill.json', WAYBILL_HEADERS: 'b3' }),
    ]).toEqual(['x-tenant', 'sw8', 'b3', ''])
  })
})

describe('a wrong configuration ends the process before the app, with one sentence', () => {
  const sentence = (error: string) => {
    expect(error.trimEnd().split('\n')).toHaveLength(1)
    return error
  }

  test.each([
    [
      'a wrong name',
      { WAYBILL_HEADERS: 'x request' },
      /^@waybill\/auto: in WAYBILL_HEADERS, @waybill\/core: .*"x request"/,
    ],
    ['a credential', { WAYBILL_HEADERS: 'authorization' }, /targets/],
    ['a wrong target', { WAYBILL_TARGETS: 'http://a/b' }, /WAYBILL_TARGETS/],
    [
      'a file that is not there',
      { WAYBILL_CONFIG: 'none.json' },
      /^@waybill\/auto: WAYBILL_CONFIG must name a file.*none\.json/,
    ],
    [
      'neither on nor off',
      { WAYBILL: 'false' },
      /^@waybill\/auto: WAYBILL must be on or off, got "false"; write WAYBILL=off/,
    ],
  ])('%s', async (_what, env, expected) => {
    const { code, out, error } = await run(env)
    expect([code, out]).toEqual([1, ''])
    expect(sentence(error)).toMatch(expected)
  })

  test.each([
    ['broken JSON', 'waybill.json', '{'],
    ['a file that throws', 'waybill.cjs', 'throw new Error("no luck")'],
    ['syntax that is wrong', 'waybill.cjs', 'module.exports = {'],
    ['a module that waits', 'waybill.mjs', 'export default await {}'],
  ])('%s', async (_what, file, content) => {
    await write(file, content)
    const { code, error } = await run({ WAYBILL_CONFIG: file })
    expect([code, sentence(error)]).toEqual([1, expect.stringContaining(file)])
  })

  // A function cannot stand there.
  const inJson = wrongOptions.filter(([, options]) => !Object(options).trust)
  test.each(inJson)('%s in package.json', async (_what, options, expected) => {
    await write('package.json', { waybill: options })
    const { code, error } = await run()
    expect([code, sentence(error)]).toEqual([
      1,
      expect.stringContaining(`the key \`waybill\` of ${folder}`),
    ])
    expect(error).toMatch(expected)
  })

  test('WAYBILL_HEADERS beside a policy that is made already', async () => {
    const brand = `{ [Symbol.for('@waybill/core.policy.1')]: true }`
    await write('waybill.cjs', `module.exports = ${brand}`)
    const { code, error } = await run({ WAYBILL_CONFIG: 'waybill.cjs', WAYBILL_HEADERS: 'b3' })
    expect([code, sentence(error)]).toEqual([1, expect.stringContaining('write the options there')])
  })
})

test('a package.json that cannot be read is passed over', async () => {
  await write('package.json', '{')
  expect(await carried()).toBe(byDefault)
})
