import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** A version of Node that is installed for these tests. */
export interface NodeVersion {
  /** Such as `20`. */
  readonly major: string
  readonly path: string
}

const require = createRequire(import.meta.url)

/** The versions of Node there are: the one that this runs on, and those that come as optional packages. */
export function nodeVersions(): NodeVersion[] {
  const own = { major: process.versions.node.split('.')[0] as string, path: process.execPath }
  const others = ['22', '24', '26'].flatMap((major) => {
    const path = pathOf(major)
    return path === undefined || major === own.major ? [] : [{ major, path }]
  })
  return [own, ...others].sort((a, b) => Number(a.major) - Number(b.major))
}

function pathOf(major: string): string | undefined {
  try {
    const path = join(dirname(require.resolve(`node${major}/package.json`)), 'bin/node')
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}
