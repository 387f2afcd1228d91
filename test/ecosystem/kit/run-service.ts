import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const tellPort = fileURLToPath(new URL('tell-port.cjs', import.meta.url))

/**
 * Runs a service in a process of its own until the test ends, on any free port.
 * @param environment what it gets beside PORT
 * @returns its origin
 * @throws Error with what the process printed, if it ends before it listens
 */
export async function runService(
  file: string,
  environment: Record<string, string>,
  { args = [] as string[], cwd = undefined as string | undefined } = {},
): Promise<string> {
  const child = fork(file, args, {
    cwd,
    env: { ...process.env, PORT: '0', ...environment },
    // The packages as they are published, not their source as in the process of the tests.
    execArgv: ['--require', tellPort],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text) => {
      printed += text
    })
  }
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill()
    await ended
  })
  const told = await Promise.race([once(child, 'message'), ended])
  if (child.exitCode !== null) throw new Error(`the service ended: ${printed}`)
  return `http://127.0.0.1:${told[0]}`
}
