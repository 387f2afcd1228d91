import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { lastWords } from './last-words.ts'

/** How long a service may take to listen, to answer the switch, and to end. */
const patience = { start: 30_000, switch: 5_000, stop: 3_000 }

/** How many of its last lines on stderr are kept, to say why it ended. */
const errorLinesKept = 100

/** A service in a process of its own. */
export interface ServiceProcess {
  /** Where it listens; rejects when it ends before, or takes too long. */
  readonly listening: Promise<string>
  /** Resolves to one sentence when it ends without having been told to. */
  readonly crashed: Promise<string>
  /** Turns Waybill on or off in it; resolves when it says so. */
  switchWaybill(enabled: boolean): Promise<void>
  /** Ends it, by force if need be. */
  stop(): Promise<void>
}

/** What a service is started with. */
export interface ServiceProcessOptions {
  /** As `reviews-v2`. */
  readonly name: string
  readonly file: string
  readonly environment: NodeJS.ProcessEnv
  /** Takes what it writes, line by line. */
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void
}

/** Forks a service on any free port. */
export function startService(options: ServiceProcessOptions): ServiceProcess {
  const { name, file, environment, onLine } = options
  const child = fork(file, ['0'], {
    env: environment,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Ctrl-C goes to every process of the terminal's group; in a group of its own, a service ends
    // when it is told to. It also ends when its IPC channel is cut, so it never outlives the mesh.
    detached: true,
  })
  const errorLines: string[] = []
  eachLine(child.stdout, (line) => onLine(line, 'stdout'))
  eachLine(child.stderr, (line) => {
    if (errorLines.push(line) > errorLinesKept) errorLines.shift()
    onLine(line, 'stderr')
  })
  let isStopping = false
  const killAtExit = () => child.kill('SIGKILL')
  process.once('exit', killAtExit)
  const ended = endOf(child).finally(() => process.off('exit', killAtExit))
  const crashed = ended.then(
    (how) =>
      new Promise<string>((resolve) => {
        if (!isStopping) resolve(`${name} ended by itself with ${how}${lastWords(errorLines)}.`)
      }),
  )
  return {
    crashed,
    listening: within(patience.start, `${name} did not listen`, [
      listeningAddress(child),
      crashed.then((sentence) => Promise.reject(new Error(sentence))),
    ]),
    switchWaybill: (enabled) => switchWaybill(child, name, enabled),
    async stop() {
      isStopping = true
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), patience.stop)
      await ended
      clearTimeout(timer)
    },
  }
}

function eachLine(stream: Readable | null, take: (line: string) => void): void {
  if (stream === null) return
  createInterface({ input: stream }).on('line', (line) => {
    if (line.trim() !== '') take(line)
  })
}

/** How a process ended: told when all it wrote has been read. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`an error (${error.message})`))
    child.once('close', (code, signal) =>
      resolve(signal ? `signal ${signal}` : `exit code ${code}`),
    )
  })
}

async function listeningAddress(child: ChildProcess): Promise<string> {
  const { port } = await messageFrom(child, 'listening')
  return `http://127.0.0.1:${port}`
}

async function switchWaybill(child: ChildProcess, name: string, enabled: boolean): Promise<void> {
  const acknowledged = messageFrom(child, 'waybill')
  const refused = new Promise<never>((_, reject) => {
    child.send({ type: 'waybill', enabled }, (error) => error && reject(error))
  })
  await within(patience.switch, `${name} did not answer the switch`, [acknowledged, refused])
}

async function messageFrom(child: ChildProcess, type: string): Promise<Record<string, unknown>> {
  for (;;) {
    const [message] = await once(child, 'message')
    if (message?.type === type) return message
  }
}

async function within<T>(time: number, failure: string, promises: Promise<T>[]): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${failure} within ${time / 1_000} s.`)), time)
    timer.unref()
  })
  try {
    return await Promise.race([...promises, late])
  } finally {
    clearTimeout(timer)
  }
}
