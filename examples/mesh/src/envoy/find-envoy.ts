import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from '../cache-folder.ts'

/** The oldest Envoy whose configuration is the one written here. */
const oldest = 30

/**
 * The Envoy that the variable `ENVOY` names, or else the one on PATH, or the one fetched into `folder`.
 * @throws with one sentence that says how to get one.
 */
export async function findEnvoy(
  env: NodeJS.ProcessEnv,
  folder: string = join(cacheFolder, 'envoy'),
): Promise<string> {
  const found = await firstOf(env.ENVOY ? [env.ENVOY] : candidates(env, folder))
  if (found === undefined) throw new Error(env.ENVOY ? wrong(env.ENVOY) : missing)
  const version = await envoyVersion(found)
  if (version === undefined) throw new Error(wrong(found))
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major === 1 && minor < oldest) {
    throw new Error(`Envoy must be 1.${oldest} or later, and ${found} is ${version}. ${how}`)
  }
  return found
}

/** The version of an Envoy, as `1.40.0`; `undefined` where the program is no Envoy. */
export async function envoyVersion(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'])
    return /\/(\d+\.\d+\.\d+)/.exec(stdout)?.[1]
  } catch {
    return undefined
  }
}

const how = 'Run `npx pnpm@12.21.0 get:envoy` to fetch one, or name yours with the variable ENVOY.'
const missing = `There is no Envoy on PATH. ${how}`

function wrong(path: string): string {
  return `${path} is no Envoy that can be run. ${how}`
}

function candidates({ PATH = '' }: NodeJS.ProcessEnv, folder: string): string[] {
  const onPath = PATH.split(delimiter).filter((folder) => folder !== '')
  return [...onPath.map((folder) => join(folder, 'envoy')), join(folder, 'bin/envoy')]
}

async function firstOf(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return path
  }
  return undefined
}
