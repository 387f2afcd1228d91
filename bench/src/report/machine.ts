import { readFileSync } from 'node:fs'
import os from 'node:os'
import { canPin } from '../processes/start.ts'
import { registry } from '../subjects/registry.ts'

/** Where and on what figures were taken. */
export interface Machine {
  readonly date: string
  readonly node: string
  readonly processor: string
  readonly cores: number
  readonly memoryGiB: number
  readonly system: string
  /** Load averages of 1, 5 and 15 minutes when it began: what else the machine had to do. */
  readonly load: readonly number[]
  readonly isPinned: boolean
  readonly versions: Readonly<Record<string, string>>
}

/** This machine, now, with the versions of the subjects named. */
export function machine(subjects: readonly string[]): Machine {
  const cpus = os.cpus()
  const packages = subjects.flatMap((name) => registry[name]?.packages ?? [])
  return {
    date: new Date().toISOString(),
    node: process.version,
    processor: cpus[0]?.model ?? 'unknown',
    cores: cpus.length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()}`,
    load: os.loadavg().map((value) => Number(value.toFixed(2))),
    isPinned: canPin,
    versions: Object.fromEntries(
      [...new Set(['express', ...packages])].map((name) => [name, versionOf(name)]),
    ),
  }
}

/** One line about it, for the head of what is printed. */
export function describeMachine({ node, processor, cores, load, isPinned }: Machine): string {
  const pinned = isPinned ? 'pinned' : 'not pinned, as there is no taskset or only one core'
  return `Node ${node}, ${cores} x ${processor}, load ${load.join(' ')}, processes ${pinned}`
}

function versionOf(name: string): string {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')).version
}
