import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The program of a runtime, or why it cannot be run here. */
export type Found =
  | { readonly path: string; readonly version: string }
  | { readonly missing: string }

/** The npm packages that hold runtimes, with the program in each. They are optional, and for one platform. */
const PROGRAMS = {
  '@oven/bun-linux-x64': 'bin/bun',
  '@deno/linux-x64-glibc': 'deno',
  '@cloudflare/workerd-linux-64': 'bin/workerd',
} as const

/** Finds the program of a runtime, by the npm package that holds it. */
export function findRuntime(name: keyof typeof PROGRAMS): Found {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    const here = `${process.platform} on ${process.arch}`
    return { missing: `${name} is for linux on x64, and this is ${here}` }
  }
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
    const path = join(dirname(manifest), PROGRAMS[name])
    if (!existsSync(path)) return { missing: `${name} is installed without its program` }
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
    return { path, version }
  } catch {
    return { missing: `${name} is not installed` }
  }
}

/** Why runtimes cannot be run here, a sentence each; empty where all can. */
export function missingRuntimes(): string[] {
  const names = Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[]
  return names.map(findRuntime).flatMap((found) => ('missing' in found ? found.missing : []))
}
