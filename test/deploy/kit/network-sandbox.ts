import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Program } from '../../kit/real-programs.ts'

const isRoot = process.getuid?.() === 0

// `node` is the one that runs this, and Debian leaves the folders of `ip` out of the PATH of users.
const env = { PATH: `${dirname(process.execPath)}:${process.env.PATH}:/usr/sbin:/sbin` }

/** A network within this machine that has nothing to do with the machine's own. */
export interface NetworkSandbox {
  /** Starts a program in one of its namespaces, or beside them all. */
  run(command: readonly string[], options: RunOptions): ChildProcess
  /** Ends all that runs in it. */
  close(): Promise<void>
}

/** Where and with what a program runs. */
export interface RunOptions {
  /** @default beside all namespaces, from where each is reached */
  readonly namespace?: string
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

/** What it takes to make network sandboxes, or the sentence that says what is missing. */
export const namespaces: Program = whatIsMissing()

/** What a network sandbox is made of, within 10.77.0.0/16. */
export interface NetworkSandboxOptions {
  /** The address of each namespace, by its name. */
  readonly namespaces: Readonly<Record<string, string>>
  /** Addresses that belong to what runs beside the namespaces. */
  readonly addresses: readonly string[]
  /** A folder with a folder for each namespace, of files that it has in `/etc`. */
  readonly files: string
}

/**
 * Makes a network sandbox. It ends with this process, however that ends.
 * @throws when it cannot be made
 */
export async function startNetworkSandbox(options: NetworkSandboxOptions): Promise<NetworkSandbox> {
  const [command, ...args] = unshare(options)
  const init = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = once(init, 'close')
  const errors = text(init.stderr)
  const pid = await Promise.race([once(init.stdout, 'data'), ended.then(() => undefined)])
  if (pid === undefined) throw new Error(`no network namespaces could be made: ${await errors}`)

  return {
    run(program, { namespace, folder, env: own }) {
      const inside = namespace === undefined ? [] : ['ip', 'netns', 'exec', namespace]
      return spawn(
        'nsenter',
        [
          ...['--target', String(pid).trim(), '--mount', '--net', '--pid'],
          ...(isRoot ? [] : ['--user', '--preserve-credentials']),
          ...['--', ...inside, 'sh', '-c', 'cd "$0" && exec "$@"', folder, ...program],
        ],
        { env: { ...env, ...own }, stdio: ['ignore', 'pipe', 'pipe'] },
      )
    },
    async close() {
      init.stdin.end()
      await ended
    },
  }
}

function unshare({ namespaces, addresses, files }: NetworkSandboxOptions): [string, ...string[]] {
  const script = fileURLToPath(new URL('./network-sandbox.sh', import.meta.url))
  return [
    'unshare',
    ...(isRoot ? [] : ['--map-root-user']),
    ...['--mount', '--net', '--pid', '--fork', '--kill-child', '--', 'sh', script, files],
    ...Object.entries(namespaces).map((entry) => entry.join('=')),
    ...addresses.map((address) => `=${address}`),
  ]
}

function whatIsMissing(): Program {
  const files = mkdtempSync(join(tmpdir(), 'waybill-network-'))
  try {
    const [command, ...args] = unshare({ namespaces: { any: '10.77.0.2' }, addresses: [], files })
    const { status, stderr, error } = spawnSync(command, args, { env, input: '', encoding: 'utf8' })
    if (status === 0) return { path: command }
    const reason = error?.message ?? stderr.trim().split('\n').at(-1)
    return { path: '', missing: `No network namespaces can be made here (${reason}).` }
  } finally {
    rmSync(files, { recursive: true })
  }
}
