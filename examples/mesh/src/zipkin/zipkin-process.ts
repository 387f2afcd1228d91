import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Running } from '../process/keep-running.ts'
import { manageProcess } from '../process/managed-process.ts'
import { findJava } from './java.ts'
import { findZipkinJar } from './zipkin-jar.ts'

/** A Zipkin in a process of its own, which keeps its spans in memory. */
export interface ZipkinProcess extends Running {
  /** As `http://127.0.0.1:9411`: its page is at `/zipkin/`, its API at `/api/v2/`. */
  readonly url: string
}

/** How a Zipkin is started. */
export interface ZipkinOptions {
  /**
   * Its port on 127.0.0.1; 0 stands for any free one.
   * @default 0
   */
  readonly port?: number
  /**
   * How many spans it keeps before it forgets the oldest traces.
   * @default 100000
   */
  readonly maxSpans?: number
  /**
   * What names its jar and its Java: `ZIPKIN_JAR`, `JAVA_HOME` and `PATH`.
   * @default process.env
   */
  readonly env?: NodeJS.ProcessEnv
  /**
   * Takes what it writes, line by line.
   * @default nothing is done with it
   */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void
  /** Gives a start up. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Starts a Zipkin and waits until it takes spans, which takes some seconds.
 * @throws with one sentence when its jar or Java is missing, it ends before, or takes too long.
 */
export async function startZipkin(options: ZipkinOptions = {}): Promise<ZipkinProcess> {
  const { port = 0, maxSpans = 100_000, env = process.env, onLine, signal } = options
  const jar = findZipkinJar(env)
  const java = await findJava(env)
  const child = spawn(java, argumentsFor(jar, port), {
    env: { ...env, STORAGE_TYPE: 'mem', MEM_MAX_SPANS: String(maxSpans) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C goes to every process of the terminal's group, and Zipkin is to be the last to end.
    detached: true,
  })
  let cause = ''
  const managed = manageProcess({
    name: 'Zipkin',
    child,
    onLine(line, stream) {
      // What went wrong is on stdout, at the end of what went wrong because of it.
      cause = /^Caused by: (.*)/.exec(line)?.[1] ?? cause
      onLine?.(line, stream)
    },
    // Even an idle one takes more than 2 s to end.
    patience: 6_000,
  })
  const limit = { milliseconds: 60_000, failure: 'Zipkin was not ready', signal }
  try {
    const url = await managed.ready(healthyAddress(child), limit)
    return { pid: managed.pid, url, crashed: managed.crashed, stop: managed.stop }
  } catch (error) {
    const sentence = (error as Error).message
    throw cause === '' ? error : new Error(`${sentence.replace(/\.$/, '')}: ${cause}.`)
  }
}

function argumentsFor(jar: string, port: number): string[] {
  return [
    '-Xmx256m',
    // The faster of its two compilers alone, for an early start.
    '-XX:TieredStopAtLevel=1',
    '-jar',
    jar,
    '--armeria.ports[0].address=127.0.0.1',
    `--armeria.ports[0].port=${port}`,
    '--armeria.ports[0].protocols[0]=http',
    '--spring.main.banner-mode=off',
    '--logging.level.root=ERROR',
    // Says where it listens.
    '--logging.level.com.linecorp.armeria.server.Server=INFO',
  ]
}

async function healthyAddress(child: ChildProcess): Promise<string> {
  const url = await listeningAddress(child)
  const response = await fetch(`${url}/health`)
  const { status } = (await response.json()) as { status?: unknown }
  if (status === 'UP') return url
  throw new Error(`Zipkin listens at ${url}, but says that it is ${status}.`)
}

function listeningAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    if (child.stdout === null) return
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, url] = /Serving HTTP at .* (http:\/\/127\.0\.0\.1:\d+)/.exec(line) ?? []
      if (url !== undefined) resolve(url)
    })
  })
}
