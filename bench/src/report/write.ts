import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Machine } from './machine.ts'

/** What a command leaves behind, beside what it prints. */
export interface Results {
  /** Such as `toggle-http`; the version of Node comes behind it. */
  readonly name: string
  readonly machine: Machine
  /** What it was told. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly figures: unknown
  /** SVG, by what comes behind the name. */
  readonly charts?: Readonly<Record<string, string>>
}

/** Writes the figures as JSON, and the charts as SVG, and says where. */
export function write(folder: string, { name, charts = {}, ...content }: Results): void {
  const [major = ''] = content.machine.node.slice(1).split('.')
  const base = join(resolve(folder), `${name}-node${major}`)
  mkdirSync(resolve(folder), { recursive: true })
  const files = [`${base}.json`]
  writeFileSync(`${base}.json`, `${JSON.stringify(content, undefined, 2)}\n`)
  for (const [suffix, svg] of Object.entries(charts)) {
    const file = suffix === '' ? `${base}.svg` : `${base}-${suffix}.svg`
    writeFileSync(file, svg)
    files.push(file)
  }
  console.log(`wrote ${files.map((file) => relative(process.cwd(), file)).join(', ')}\n`)
}
