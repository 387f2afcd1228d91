import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const oldest = 17

/**
 * Gives the command that runs Java 17 or later: the one of `JAVA_HOME`, or else the one on the PATH.
 * @throws with one sentence when there is none.
 */
export async function findJava(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const { JAVA_HOME } = env
  const java = JAVA_HOME ? join(JAVA_HOME, 'bin', 'java') : 'java'
  const where = JAVA_HOME ? `where JAVA_HOME says ("${JAVA_HOME}")` : 'on the PATH'
  const wanted = `Zipkin needs Java ${oldest} or later; install one, or let JAVA_HOME name its folder`
  const version = await versionOf(java, env)
  if (version === undefined) throw new Error(`${wanted}: none was found ${where}.`)
  if (version < oldest) throw new Error(`${wanted}: Java ${version} was found ${where}.`)
  return java
}

async function versionOf(java: string, env: NodeJS.ProcessEnv): Promise<number | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(java, ['-version'], { env })
    // Java 8 called itself 1.8.
    const [, version] = /version "(?:1\.)?(\d+)/.exec(stderr + stdout) ?? []
    return version === undefined ? undefined : Number(version)
  } catch {
    return undefined
  }
}
