import { type ChildProcess, spawn } from 'node:child_process'
import type { Writable } from 'node:stream'

const alive = new Set<ChildProcess>()
let guardInput: Writable | undefined

/**
 * Sees to it that a process ends with this one, even when this one is killed.
 * @returns what ends that, to be called when the process has ended.
 */
export function guardAgainstOrphans(child: ChildProcess): () => void {
  const { pid } = child
  if (pid === undefined) return () => undefined
  guardInput ??= startGuard()
  guardInput.write(`+${pid}\n`)
  alive.add(child)
  return function release() {
    alive.delete(child)
    guardInput?.write(`-${pid}\n`)
  }
}

function startGuard(): Writable {
  const child = spawn(process.execPath, ['-e', `(${guard})()`], {
    // Without what a launcher tells Node by environment, which is not meant for this.
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['pipe', 'ignore', 'ignore'],
    // Out of reach of Ctrl-C, which goes to every process of the terminal's group.
    detached: true,
  })
  child.unref()
  const input = child.stdin
  // A pipe keeps this process running, save that it is told not to.
  if ('unref' in input) (input as Writable & { unref(): void }).unref()
  input.on('error', () => undefined)
  process.once('exit', () => {
    for (const child of alive) child.kill('SIGKILL')
  })
  return input
}

/** Runs in a process of its own, of which its text is all there is; the end of its input is the end of ours. */
function guard(): void {
  const alive = new Set<number>()
  let unread = ''
  process.stdin.setEncoding('utf8')
  process.stdin.on('data', (text) => {
    const lines = (unread + text).split('\n')
    unread = lines.pop() ?? ''
    for (const line of lines) {
      const pid = Number(line.slice(1))
      if (line.startsWith('+')) alive.add(pid)
      else alive.delete(pid)
    }
  })
  process.stdin.on('end', () => {
    for (const pid of alive) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It has ended in the meantime.
      }
    }
  })
}
