import { readdirSync, readFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isRuleFile } from './routing/rule-files.ts'

/** The folder of the rules that come with this example. */
export const sampleFolder: string = fileURLToPath(new URL('../rules', import.meta.url))

/** What is followed when nothing else is asked for: the names of the versions. */
export const defaultRules: readonly string[] = [join(sampleFolder, 'destination-rule-all.yaml')]

/** A rule file that comes with this example. */
export interface Sample {
  /** As `virtual-service-ratings-test-delay`. */
  readonly name: string
  /** One sentence on what it does: the comment in the file's first line. */
  readonly title: string
}

/** All samples, by name. */
export function listSamples(): Sample[] {
  const files = readdirSync(sampleFolder).filter(isRuleFile).sort()
  return files.map((file) => ({ name: basename(file, extname(file)), title: titleOf(file) }))
}

/** The text of a sample; `undefined` when there is none of this name. */
export function readSample(name: string): string | undefined {
  const isKnown = listSamples().some((sample) => sample.name === name)
  return isKnown ? readFileSync(join(sampleFolder, `${name}.yaml`), 'utf8') : undefined
}

function titleOf(file: string): string {
  const [line] = readFileSync(join(sampleFolder, file), 'utf8').split('\n', 1)
  return line?.replace(/^#\s*/, '') ?? file
}
