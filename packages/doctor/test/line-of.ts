import { readFileSync } from 'node:fs'

/** The line of an app that bears a mark. */
export function lineOf(app: string, mark: string): number {
  const source = readFileSync(new URL(`apps/${app}`, import.meta.url), 'utf8')
  return source.split('\n').findIndex((line) => line.includes(mark)) + 1
}
