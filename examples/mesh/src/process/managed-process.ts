import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { lastWords } from './last-words.ts'
import { guardAgainstOrphans } from './orphan-guard.ts'

/** How many of its last lines on stderr are kept, to say why it ended. */
const errorLinesKept = 100

/** A process that this one has started, and ends. */
export interface ManagedProcess {
  readonly pid: number | undefined
  /** Resolves to one sentence when it ends without having been told to. */
  readonly crashed: Promise<string>
  /**
   * What `awaited` resolves to; until then the process counts as starting.
   * @throws with one sentence when it ends before, takes too long or is given up on; it is stopped then.
   */
  ready<T>(awaited: Promise<T>, limit: Limit): Promise<T>
  /** Ends it, by force if need be. */
  stop(): Promise<void>
}

/** How long something may take, and what is said when it takes longer. */
export interface Limit {
  readonly milliseconds: number
  /** As `reviews-v2 did not listen`. */
  readonly failure: string
  /** Gives it up. */
  readonly signal?: AbortSignal | undefined
}

/** What a process is managed by. */
export interface ManagedProcessOptions {
  /** As `reviews-v2`. */
  readonly name: string
  readonly child: ChildProcess
  /** Takes what it writes, line by line. */
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void
  /**
   * Milliseconds until a process that was told to end is made to.
   * @default 3000
   */
  readonly patience?: number
}

/** Reads what a process writes, tells of its end, and sees to it that it does not outlive this one. */
export function manageProcess(options: ManagedProcessOptions): ManagedProcess {
  const { name, child, onLine, patience = 3_000 } = options
  const errorLines: string[] = []
  eachLine(child.stdout, (line) => onLine(line, 'stdout'))
  eachLine(child.stderr, (line) => {
    if (errorLines.push(line) > errorLinesKept) errorLines.shift()
    onLine(line, 'stderr')
  })
  let isStopping = false
  const release = guardAgainstOrphans(child)
  const ended = endOf(child).finally(release)
  const crashed = ended.then(
    (how) =>
      new Promise<string>((resolve) => {
        if (!isStopping) resolve(`${name} ended by itself with ${how}${lastWords(errorLines)}.`)
      }),
  )
  const failed = crashed.then((sentence) => Promise.reject(new Error(sentence)))
  failed.catch(() => undefined)

  async function stop(): Promise<void> {
    isStopping = true
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), patience)
    await ended
    clearTimeout(timer)
  }

  return {
    pid: child.pid,
    crashed,
    stop,
    async ready(awaited, limit) {
      try {
        return await within(limit, [awaited, failed])
      } catch (error) {
        await stop()
        throw error
      }
    },
  }
}

/**
 * What the first of some promises resolves to.
 * @throws the failure of the limit when none of them does in time, or one sentence when it is given up.
 */
export async function within<T>(
  { milliseconds, failure, signal }: Limit,
  promises: readonly Promise<T>[],
): Promise<T> {
  let fail: (error: Error) => void = () => undefined
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  const sentence = `${failure} within ${milliseconds / 1_000} s.`
  const timer = setTimeout(() => fail(new Error(sentence)), milliseconds).unref()
  const giveUp = () => fail(new Error('The start was interrupted.'))
  if (signal?.aborted) giveUp()
  signal?.addEventListener('abort', giveUp)
  try {
    return await Promise.race([...promises, failed])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', giveUp)
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
