import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'

/** How a program is run. */
export interface Run {
  /** The Node that runs it; the one of this process, if not given. */
  readonly node?: string
  readonly cwd?: string
  /** Added to what stands in the environment of this process. */
  readonly env?: NodeJS.ProcessEnv
}

/** A program that serves. */
export interface Serving {
  readonly origin: string
  stop(): Promise<void>
}

/** What a program that has ended has said. */
export interface Said {
  readonly code: number
  readonly out: string
  readonly error: string
}

/** Runs a program that prints `listening on PORT`, and waits until it does. */
export async function serveProgram(args: readonly string[], run: Run = {}): Promise<Serving> {
  const child = spawn(run.node ?? process.execPath, args, settings(run))
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      said += chunk
      const [, found] = /listening on (\d+)/.exec(said) ?? []
      if (found) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code}: ${said}`)))
  })
  return { origin: `http://127.0.0.1:${port}`, stop: () => end(child) }
}

/** Runs a program to its end. */
export function runProgram(args: readonly string[], run: Run = {}): Promise<Said> {
  return new Promise((resolve) => {
    execFile(
      run.node ?? process.execPath,
      args,
      { ...settings(run), timeout: 30_000 },
      (error, out, stderr) =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, out, error: stderr }),
    )
  })
}

function settings({ cwd, env }: Run) {
  const { NODE_OPTIONS, WAYBILL_TARGETS, ...own } = process.env
  return { ...(cwd && { cwd }), env: { ...own, ...env } }
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
