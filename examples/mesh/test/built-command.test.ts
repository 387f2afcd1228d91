import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { runCommand } from './fixtures/command-run.ts'
import { freePorts } from './fixtures/free-ports.ts'

let run: Awaited<ReturnType<typeof runCommand>>

async function start(...args: string[]) {
  run = await runCommand(args)
  return run
}

afterEach(() => run.end())

test('lists every address, which answers, and says how to log in and to stop', async () => {
  const listed = await (await start('--port', '0')).listed()
  const addresses = listed.match(/http:\/\/127\.0\.0\.1:\d+\/?(productpage)?/g) ?? []
  const answers = await Promise.all(addresses.map((address) => fetch(address)))
  expect([listed.replace(/:\d+/g, ':N'), answers[0]?.status]).toEqual([
    `Bookinfo is up, each service behind its own sidecar.

Product page   http://127.0.0.1:N/productpage
Trace view     http://127.0.0.1:N/
Collector      http://127.0.0.1:N/api/v2/ (the trace view's own address, in Zipkin's API)
Details v1     http://127.0.0.1:N
Reviews v1     http://127.0.0.1:N
Reviews v2     http://127.0.0.1:N
Reviews v3     http://127.0.0.1:N
Ratings v1     http://127.0.0.1:N

To log in as jason: choose Sign in on the product page, user name jason, any password.
To stop: press Ctrl-C.
`,
    200,
  ])
})

test('takes the ports in a row from the one that is given', async () => {
  const first = await freePorts(7)
  const listed = await (await start('--port', String(first))).listed()
  const ports = [...listed.matchAll(/^.{13}\S* *http:\/\/127\.0\.0\.1:(\d+)/gm)].map(([, port]) =>
    Number(port),
  )
  expect([...new Set(ports)]).toEqual([0, 1, 2, 3, 4, 5, 6].map((offset) => first + offset))
})

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'ends everything on %s, with exit code 0',
  async (signal) => {
    const { listed, kill, exitCode, alive } = await start('--port', '0')
    await listed()
    await alive(7)
    kill(signal)
    const code = await exitCode()
    await alive(0)
    expect(code).toBe(0)
  },
)

test('leaves nothing behind when it is interrupted while it starts', async () => {
  const { kill, exitCode, alive } = await start('--port', '0')
  await alive(3)
  kill('SIGINT')
  const code = await exitCode()
  await alive(0)
  expect(code).toBe(0)
})

test('leaves nothing behind when it is killed', async () => {
  const { listed, kill, alive } = await start('--port', '0')
  await listed()
  await alive(7)
  kill('SIGKILL')
  await expect(alive(0)).resolves.toBeUndefined()
})

test('ends at once when it is interrupted a second time', async () => {
  const { listed, lives, kill, exitCode, alive } = await start('--port', '0')
  await listed()
  await alive(7)
  const stuck = lives().find(({ name }) => name === 'ratings-v1')?.pid as number
  process.kill(stuck, 'SIGSTOP')
  kill('SIGINT')
  await alive(2)
  kill('SIGINT')
  const code = await exitCode()
  await alive(0)
  expect(code).toBe(130)
})

test('starts a service again that has crashed, and ends everything when that happens too often', async () => {
  const { listed, lives, output, exitCode, alive } = await start('--port', '0')
  await listed()
  for (let crashes = 1; crashes <= 4; crashes++) {
    await alive(7)
    process.kill(lives().find(({ name }) => name === 'reviews-v2')?.pid as number, 'SIGKILL')
    await alive(6)
  }
  const code = await exitCode()
  await alive(0)
  const restarts = output.stdout.match(/^reviews-v2 ended by itself .*$/gm)
  expect([code, restarts, output.stderr]).toEqual([
    1,
    Array(3).fill('reviews-v2 ended by itself with signal SIGKILL. It is started again.'),
    'reviews-v2 ended by itself with signal SIGKILL.\n',
  ])
})

test('says which port is taken, and leaves nothing behind', async () => {
  const port = (await freePorts(7)) + 2
  const taken = createServer()
  await once(taken.listen(port, '127.0.0.1'), 'listening')
  const { output, exitCode, alive } = await start('--port', String(port - 2))
  const code = await exitCode()
  await alive(0)
  taken.close()
  expect([code, output.stderr]).toEqual([
    1,
    `Port ${port}, wanted for details-v1, is taken; choose another first port with --port, or any free ones with --port 0.\n`,
  ])
})

test('refuses a wrong option with one sentence', async () => {
  const { output, exitCode } = await start('--prot', '1')
  expect([await exitCode(), output.stderr]).toEqual([
    1,
    "Unknown option '--prot'; --help lists the options.\n",
  ])
})

test('explains itself with --help', async () => {
  const { output, exitCode } = await start('--help')
  expect([await exitCode(), output.stdout.match(/^--\S+/gm)]).toEqual([
    0,
    [
      '--port',
      '--rules',
      '--envoy',
      '--opentelemetry',
      '--logs',
      '--zipkin',
      '--zipkin-url',
      '--otlp-url',
      '--help',
    ],
  ])
})
