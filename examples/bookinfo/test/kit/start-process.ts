import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** A service that runs as a process of its own, driven through IPC. */
export interface Service {
  address: string
  process: ChildProcess
  /** Its exit code and the signal that ended it. */
  ended: Promise<unknown[]>
}

/** Path of a built service. */
export function builtFile(name: string): string {
  const file = fileURLToPath(new URL(`../../dist/${name}.js`, import.meta.url))
  if (!existsSync(file)) throw new Error(`${name} is not built; run \`pnpm build\` first`)
  return file
}

/** Starts a built service as a launcher does, until the test ends. */
export async function startProcess(name: string, env: NodeJS.ProcessEnv = {}): Promise<Service> {
  // Without the flags of the test runner, which point Node at the sources.
  const child = fork(builtFile(name), ['0'], { env, silent: true, execArgv: [] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  const said = text(child.stderr ?? Readable.from([]))
  const [message] = await Promise.race([
    once(child, 'message'),
    ended.then(async () => {
      throw new Error(`${name} ended before it listened: ${await said}`)
    }),
  ])
  return { address: `http://127.0.0.1:${message.port}`, process: child, ended }
}

/** Turns Waybill on or off in a service, and returns what it acknowledges with. */
export async function switchIn({ process }: Service, enabled: boolean): Promise<unknown> {
  const answer = once(process, 'message')
  process.send({ type: 'waybill', enabled })
  return (await answer)[0]
}

/** The environment that makes one service find another. */
export function found(name: string, address: string): NodeJS.ProcessEnv {
  const { hostname, port } = new URL(address)
  const prefix = name.toUpperCase()
  return { [`${prefix}_HOSTNAME`]: hostname, [`${prefix}_SERVICE_PORT`]: port }
}
