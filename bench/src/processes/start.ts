import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { type BirpcReturn, createBirpc } from 'birpc'

/** Which core a process is pinned to: the service that is measured has one for itself. */
export type Core = 'service' | 'others' | 'any'

/** A process of the harness, and what can be asked of it. */
export interface Running<Functions extends object> {
  readonly ask: BirpcReturn<Functions, Record<string, never>>
  readonly process: ChildProcess
  stop(): Promise<void>
}

/** Whether processes can be pinned: there is a `taskset`, and more than one core. */
export const canPin: boolean = spawnSync('taskset', ['-c', '1', 'true']).status === 0

// Built, this file lies beside those of the processes; from source, as in tests, they lie in `dist`.
const built = new URL(import.meta.url.endsWith('.ts') ? '../../dist/' : './', import.meta.url)

const cores = { service: '0', others: '1' }

/**
 * Starts a process of the harness from its built files, with the Node that runs this one, and waits until it answers.
 * @param name that of its file, such as `service`
 * @throws when it ends before, with the last lines that it wrote
 */
export async function start<Functions extends object>(
  name: string,
  core: Core,
  args: readonly (string | number)[] = [],
  nodeOptions: readonly string[] = [],
): Promise<Running<Functions>> {
  const file = new URL(`${name}.js`, built).pathname
  const command = [process.execPath, ...nodeOptions, file, ...args.map(String)]
  if (core !== 'any' && canPin) command.unshift('taskset', '-c', cores[core])
  const [program = '', ...rest] = command
  const child = spawn(program, rest, {
    // What `--import` names is found from here.
    cwd: built,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  let written = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    written = (written + text).slice(-2_000)
  })
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${name} ${args.join(' ')} ended with ${code ?? signal}: ${written.trim()}`)
  })
  ended.catch(() => {})
  await Promise.race([once(child, 'message'), ended])
  const ask = createBirpc<Functions, Record<string, never>>(
    {},
    {
      post: (message) => child.send(message),
      on: (listener) => child.on('message', listener),
      timeout: 3_600_000,
    },
  )
  ended.catch((error: Error) => ask.$close(error))
  return {
    ask,
    process: child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}
