import { spawn } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Running } from '../process/keep-running.ts'
import { manageProcess } from '../process/managed-process.ts'
import { RuleError } from '../routing/rule-field.ts'
import { type EnvoyAdmin, reachAdmin } from './admin.ts'
import type { Resource } from './resource.ts'

/** An Envoy that serves requests. */
export interface EnvoyProcess extends Running {
  /** The ports it listens at, by the listeners' names. */
  readonly ports: ReadonlyMap<string, number>
  /**
   * Resolves once it follows a version of its clusters, endpoints or routes, or has ended.
   * @throws {RuleError} with Envoy's reason when it refuses it; another error when it takes too long.
   */
  follows(subject: string, version: string): Promise<void>
}

/** What an Envoy is started with. */
export interface EnvoyProcessOptions {
  /** As `reviews-v2 sidecar`. */
  readonly name: string
  /** The program. */
  readonly envoy: string
  readonly bootstrap: Resource
  /** The folder for the files that are the process's own. */
  readonly folder: string
  /** Takes what it writes, line by line. */
  readonly onLine: (line: string) => void
  /** Gives a start up. */
  readonly signal: AbortSignal
}

/**
 * Starts an Envoy.
 * @throws with one sentence when it ends before it serves requests, or takes too long.
 */
export async function startEnvoy(options: EnvoyProcessOptions): Promise<EnvoyProcess> {
  const { name, envoy, bootstrap, folder, onLine, signal } = options
  const configuration = join(folder, `${name}.json`)
  const addressFile = join(folder, `${name}.address`)
  await rm(addressFile, { force: true })
  await writeFile(configuration, JSON.stringify(bootstrap, undefined, 2))
  const child = spawn(
    envoy,
    [
      ...['--config-path', configuration, '--admin-address-path', addressFile],
      ...['--log-level', 'warning', '--log-format', '%v'],
      ...['--concurrency', '1', '--disable-hot-restart'],
    ],
    // In a process group of its own, out of reach of the terminal's Ctrl-C.
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  )
  const gone = new AbortController()
  let refusal = ''
  const managed = manageProcess({
    name,
    child,
    onLine(line) {
      refusal = /rejected: (.*)/.exec(line)?.[1] ?? refusal
      // That it was told to end is not worth a line.
      if (!gone.signal.aborted) onLine(line)
    },
  })
  const limit = { milliseconds: 30_000, failure: `${name} was not ready`, signal }
  managed.crashed.then(() => gone.abort())
  const stop = () => {
    gone.abort()
    return managed.stop()
  }
  const { admin, ports } = await managed
    .ready(reach(addressFile, gone.signal), limit)
    .catch((error: Error) => {
      // Else it would be asked for ever whether it is ready.
      gone.abort()
      throw error
    })

  return {
    pid: managed.pid,
    crashed: managed.crashed,
    stop,
    ports,
    async follows(subject, version) {
      const late = AbortSignal.timeout(10_000)
      const follows = await admin
        .follows(subject, version, AbortSignal.any([gone.signal, late]))
        .catch(() => undefined)
      // The one that is started in its place reads everything anew.
      if (follows || gone.signal.aborted) return
      if (follows === false) throw new RuleError(`${name} refuses the rules: ${refusal}`)
      throw new Error(`${name} did not follow the rules within 10 s.`)
    },
  }
}

async function reach(
  addressFile: string,
  signal: AbortSignal,
): Promise<{ admin: EnvoyAdmin; ports: ReadonlyMap<string, number> }> {
  const admin = await reachAdmin(addressFile, signal)
  return { admin, ports: await admin.ports() }
}
