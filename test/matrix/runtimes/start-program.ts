import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Service } from '@waybill/testing'

/** How a program is started, and how it tells its port. */
export interface Program {
  readonly path: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Finds the port in what the program has written so far, to its output or to the descriptor 3. */
  readonly port: RegExp
}

/**
 * Starts a service as a process of its own.
 * @throws Error with what it wrote when it ends before it listens
 */
export async function startProgram({ path, args, env = {}, port }: Program): Promise<Service> {
  const child = spawn(path, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  const exited = once(child, 'exit').finally(() => process.off('exit', kill))
  let text = ''
  const found = new Promise<string>((resolve) => {
    for (const stream of child.stdio.slice(1)) {
      stream?.on('data', (chunk) => {
        text += chunk
        const [, digits] = port.exec(text) ?? []
        if (digits) resolve(digits)
      })
    }
  })
  const ended = exited.then(() => {
    throw new Error(`${path} ended before it listened: ${text}`)
  })
  const digits = await Promise.race([found, ended])
  ended.catch(() => undefined)
  return {
    origin: `http://127.0.0.1:${digits}`,
    async close() {
      kill()
      await exited
    },
  }
}
