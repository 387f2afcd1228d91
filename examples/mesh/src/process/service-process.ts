import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Running } from './keep-running.ts'
import { manageProcess, within } from './managed-process.ts'

/** A service in a process of its own, listening. */
export interface ServiceProcess extends Running {
  /** Where it listens. */
  readonly url: string
  /** Turns Waybill on or off in it; resolves when it says so. */
  switchWaybill(enabled: boolean): Promise<void>
}

/** What a service is started with. */
export interface ServiceProcessOptions {
  /** As `reviews-v2`. */
  readonly name: string
  readonly file: string
  readonly environment: NodeJS.ProcessEnv
  /** Takes what it writes, line by line. */
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void
  /** Gives a start up. */
  readonly signal: AbortSignal
}

/**
 * Forks a service on any free port.
 * @throws with one sentence when it ends before it listens, or takes too long.
 */
export async function startService(options: ServiceProcessOptions): Promise<ServiceProcess> {
  const { name, file, environment, onLine, signal } = options
  const child = fork(file, ['0'], {
    env: environment,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Ctrl-C goes to every process of the terminal's group; in a group of its own, a service ends
    // when it is told to.
    detached: true,
  })
  const managed = manageProcess({ name, child, onLine })
  const limit = { milliseconds: 30_000, failure: `${name} did not listen`, signal }
  const { port } = await managed.ready(messageFrom(child, 'listening'), limit)
  return {
    pid: managed.pid,
    url: `http://127.0.0.1:${port}`,
    crashed: managed.crashed,
    switchWaybill: (enabled) => switchWaybill(child, name, enabled),
    stop: managed.stop,
  }
}

async function switchWaybill(child: ChildProcess, name: string, enabled: boolean): Promise<void> {
  const acknowledged = messageFrom(child, 'waybill')
  const refused = new Promise<never>((_, reject) => {
    child.send({ type: 'waybill', enabled }, (error) => error && reject(error))
  })
  const limit = { milliseconds: 5_000, failure: `${name} did not answer the switch` }
  await within(limit, [acknowledged, refused])
}

async function messageFrom(child: ChildProcess, type: string): Promise<Record<string, unknown>> {
  for (;;) {
    const [message] = await once(child, 'message')
    if (message?.type === type) return message
  }
}
