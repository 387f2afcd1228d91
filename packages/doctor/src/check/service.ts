import { type ChildProcess, spawn } from 'node:child_process'
import { connect } from 'node:net'

/** A service that the check has started. */
export interface Service {
  /** True once it has ended, by itself or because it was stopped. */
  hasEnded(): boolean
  /** The last of what it printed, for when it fails. */
  printed(): string
  stop(): Promise<void>
}

/** How long a service may take to end, in milliseconds, before it is killed. */
const GRACE_MS = 2_000
const KEPT_CHARACTERS = 4_000
const hasGroups = process.platform !== 'win32'

/** Starts a command with variables set, in a group of its own, so that what it starts ends with it. */
export function startService(
  [file = '', ...rest]: readonly string[],
  variables: Readonly<Record<string, string>>,
): Service {
  let printed = ''
  const keep = (chunk: string | Buffer): void => {
    printed = (printed + chunk).slice(-KEPT_CHARACTERS)
  }
  const child = spawn(file, rest, {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: hasGroups,
  })
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  let hasEnded = false
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      keep(error.message)
      end()
    })
    child.once('exit', end)
    function end(): void {
      hasEnded = true
      resolve()
    }
  })

  return {
    hasEnded: () => hasEnded,
    printed: () => printed.trim(),
    async stop() {
      // Also when it has ended: what it started may be left.
      signal(child, 'SIGTERM')
      const timer = setTimeout(() => signal(child, 'SIGKILL'), GRACE_MS)
      await ended
      clearTimeout(timer)
    },
  }
}

/** Says whether something accepts connections where a URL points. */
export function isListening(url: URL): Promise<boolean> {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  return new Promise((resolve) => {
    const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port, timeout: 1_000 })
    const end = (isThere: boolean) => () => {
      socket.destroy()
      resolve(isThere)
    }
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false))
  })
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (hasGroups) process.kill(-child.pid, name)
    else child.kill(name)
  } catch {
    // There is nobody left to end.
  }
}
