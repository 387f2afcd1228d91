import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ManagedProcess,
  manageProcess,
} from '../../../examples/mesh/src/process/managed-process.ts'

/** A broker on a free port of 127.0.0.1. */
export interface Broker {
  /** Such as `127.0.0.1:40123`. */
  readonly address: string
  readonly port: number
  /** Ends it, and removes all that it wrote. */
  stop(): Promise<void>
}

/** A program to run, and the line by which it says that it is ready. */
export interface Command {
  readonly name: string
  readonly path: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly isReady: RegExp
}

/** Makes a folder for what a broker writes. */
export function newFolder(name: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `waybill-${name}-`))
}

/** Removes the folder of a broker that has ended. */
export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** Starts a program, and waits until it is ready. */
export async function startProcess(command: Command): Promise<ManagedProcess> {
  const { name, path, args = [], env, isReady } = command
  const child = spawn(path, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let resolveReady: () => void = () => undefined
  const said = new Promise<void>((resolve) => {
    resolveReady = resolve
  })
  const managed = manageProcess({
    name,
    child,
    patience: 10_000,
    onLine(line) {
      if (isReady.test(line)) resolveReady()
    },
  })
  await managed.ready(said, { milliseconds: 50_000, failure: `${name} was not ready` })
  return managed
}
