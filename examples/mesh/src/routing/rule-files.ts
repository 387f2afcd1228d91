import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { RuleError } from './rule-field.ts'

/** A file of rules as it was read. */
export interface RuleFile {
  readonly path: string
  /** What it is spoken of by. */
  readonly name: string
  readonly text: string
}

/**
 * Reads files, and the YAML files of folders, in the order given and by name within a folder.
 * @throws {RuleError} when one of the paths cannot be read.
 */
export function readRuleFiles(paths: readonly string[]): RuleFile[] {
  return paths.flatMap((path) => {
    try {
      if (!statSync(path).isDirectory()) return [readRuleFile(path)]
      const names = readdirSync(path).filter(isRuleFile).sort()
      return names.map((name) => readRuleFile(join(path, name)))
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error)
      throw new RuleError(`Rules cannot be read from ${path} (${reason})`)
    }
  })
}

/** Says whether a name is one of a YAML file. */
export function isRuleFile(path: string): boolean {
  return /\.ya?ml$/.test(path)
}

function readRuleFile(path: string): RuleFile {
  return { path, name: basename(path), text: readFileSync(path, 'utf8') }
}
