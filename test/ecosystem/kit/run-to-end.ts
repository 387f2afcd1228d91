import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** How a process ended, and all that it printed. */
export interface Ended {
  readonly code: number
  readonly printed: string
}

/** Runs a Node.js program until it ends. */
export async function runToEnd(
  args: readonly string[],
  cwd: string,
  environment: Record<string, string> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...environment } })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      printed += text
    })
  }
  const [code] = await once(child, 'close')
  return { code, printed }
}
