import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { builtFile, found, startProcess, switchIn } from './kit/start-process.ts'
import { startServer } from './kit/start-server.ts'
import { startUpstream } from './kit/start-upstream.ts'

const names = ['productpage', 'details', 'reviews', 'ratings']

test.each(names)('%s ends well on SIGTERM, with a connection still open', async (name) => {
  const service = await startProcess(name)
  await keepOpen(service.address)
  service.process.kill('SIGTERM')
  expect(await service.ended).toEqual([0, null])
})

test.each(names)('%s ends well when its launcher is gone', async (name) => {
  const service = await startProcess(name)
  await keepOpen(service.address)
  service.process.disconnect()
  expect(await service.ended).toEqual([0, null])
})

test('a request that is being answered gets its answer after SIGTERM', async () => {
  let answer = (): void => {}
  const asked = new Promise<void>((resolve) => {
    answer = resolve
  })
  let release = (): void => {}
  const details = await startServer((_req, res) => {
    release = () => void res.end('{"id":0}')
    answer()
  })
  const page = await startProcess('productpage', found('details', details))
  const response = fetch(`${page.address}/api/v1/products/0`)
  await asked
  page.process.kill('SIGTERM')
  release()
  expect([await (await response).json(), await page.ended]).toEqual([{ id: 0 }, [0, null]])
})

test('a request that nobody answers does not hold up the end', async () => {
  const ratings = await startUpstream(undefined)
  const env = { ENABLE_RATINGS: 'true', ...found('ratings', ratings.address) }
  const reviews = await startProcess('reviews', env)
  const response = fetch(`${reviews.address}/reviews/0`)
  await expect.poll(() => ratings.received.length).toBe(1)
  const started = performance.now()
  reviews.process.kill('SIGTERM')
  await expect(response).rejects.toThrow()
  expect(await reviews.ended).toEqual([0, null])
  expect(performance.now() - started).toBeLessThan(3_000)
})

test('leaves Ctrl-C to its launcher', async () => {
  const service = await startProcess('ratings')
  service.process.kill('SIGINT')
  await switchIn(service, true)
  expect((await fetch(`${service.address}/health`)).status).toBe(200)
})

test.each(['a text', { type: 'waybill' }, { type: 'waybill', enabled: 'no' }, { type: 'else' }])(
  'takes no notice of %o',
  async (message) => {
    const service = await startProcess('ratings')
    service.process.send(message)
    expect(await switchIn(service, false)).toEqual({ type: 'waybill', enabled: false })
  },
)

test.each(['SIGINT', 'SIGTERM'] as const)('without a launcher runs until %s', async (signal) => {
  const alone = start('ratings', ['0'])
  const [line] = await once(alone.stdout, 'data')
  const address = /^ratings listens on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(String(line))?.[1]
  expect((await fetch(`${address}/health`)).status).toBe(200)
  alone.kill(signal)
  expect(await once(alone, 'exit')).toEqual([0, null])
})

test('listens at the address that HOST names', async () => {
  const [line] = await once(start('details', ['0'], { HOST: '0.0.0.0' }).stdout, 'data')
  expect(String(line)).toMatch(/^details listens on http:\/\/0\.0\.0\.0:\d+\n$/)
})

test('says in one sentence that its port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  expect(await failure('reviews', [String(port)])).toEqual([
    1,
    `reviews: port ${port} on 127.0.0.1 is taken; give another as the first argument, or 0 for any free one\n`,
  ])
})

test.each<[name: string, port: string, env: NodeJS.ProcessEnv, sentence: string]>([
  ['details', 'x', {}, 'the port must be a number from 0 (any free one) to 65535, got "x"'],
  ['details', '70000', {}, 'the port must be a number from 0 (any free one) to 65535, got "70000"'],
  [
    'productpage',
    '0',
    { FLOOD_FACTOR: 'x' },
    'FLOOD_FACTOR must be a number from 0 to 9999, got "x"',
  ],
  [
    'productpage',
    '0',
    { DETAILS_SERVICE_PORT: 'x' },
    'DETAILS_HOSTNAME, SERVICES_DOMAIN and DETAILS_SERVICE_PORT must make an address, got "http://details:x"',
  ],
  [
    'details',
    '0',
    { ENABLE_EXTERNAL_BOOK_SERVICE: 'true', EXTERNAL_BOOK_SERVICE_URL: 'books' },
    'EXTERNAL_BOOK_SERVICE_URL must be a URL, got "books"',
  ],
])('%s at port %s with %o says what is wrong', async (name, port, env, sentence) => {
  expect(await failure(name, [port], env)).toEqual([1, `${name}: ${sentence}\n`])
})

/** Makes a request whose connection stays open. */
async function keepOpen(address: string): Promise<void> {
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  await new Promise((resolve, reject) => {
    get(`${address}/health`, { agent }, (response) => response.resume().on('end', resolve)).on(
      'error',
      reject,
    )
  })
}

function start(
  name: string,
  given: string[],
  env: NodeJS.ProcessEnv = {},
): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [builtFile(name), ...given], { env })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function failure(name: string, given: string[], env?: NodeJS.ProcessEnv): Promise<unknown[]> {
  const child = start(name, given, env)
  const [[code], said] = await Promise.all([once(child, 'exit'), text(child.stderr)])
  return [code, said]
}
