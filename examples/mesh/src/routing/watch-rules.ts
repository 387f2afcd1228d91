import { existsSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { watch } from 'chokidar'
import { isRuleFile, readRuleFiles } from './rule-files.ts'
import type { RuleStore } from './rule-store.ts'

/**
 * Reads rules from files and folders and reads them again whenever one changes.
 * @throws {RuleError} when they cannot be followed now; later that is printed, and nothing changes.
 * @returns what ends the watching.
 */
export async function watchRules(
  store: RuleStore,
  paths: readonly string[],
  print: (line: string) => void,
): Promise<() => Promise<void>> {
  await store.useFiles(readRuleFiles(paths))
  const single = new Set(paths.filter((path) => !statSync(path).isDirectory()))

  async function readAgain(event: string, path: string): Promise<void> {
    try {
      await store.useFiles(readRuleFiles(paths.filter((wanted) => existsSync(wanted))))
      print(`Rules ${event}: ${basename(path)}`)
    } catch (error) {
      print(`Rules refused, those before stay: ${(error as Error).message}`)
    }
  }

  const watcher = watch([...paths], {
    ignoreInitial: true,
    depth: 0,
    // An editor writes in several steps; what stands in between is no rule file.
    awaitWriteFinish: { stabilityThreshold: 60, pollInterval: 20 },
    ignored: (path, stats) => stats?.isFile() === true && !single.has(path) && !isRuleFile(path),
  })
  watcher.on('add', (path) => readAgain('added', path))
  watcher.on('change', (path) => readAgain('changed', path))
  watcher.on('unlink', (path) => readAgain('removed', path))
  await new Promise<void>((resolve) => watcher.once('ready', resolve))
  return () => watcher.close()
}
