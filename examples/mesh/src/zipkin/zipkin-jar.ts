import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../cache-folder.ts'

/**
 * Gives the file of Zipkin's server: the one `ZIPKIN_JAR` names, or the one that was fetched.
 * @throws with one sentence when there is none.
 */
export function findZipkinJar(
  env: NodeJS.ProcessEnv = process.env,
  folder: string = join(cacheFolder, 'zipkin'),
): string {
  const named = env.ZIPKIN_JAR
  if (named) {
    if (existsSync(named)) return named
    throw new Error(`ZIPKIN_JAR names a file that does not exist: "${named}".`)
  }
  const files = existsSync(folder) ? readdirSync(folder) : []
  const jar = files
    .filter((file) => /^zipkin-server-.*\.jar$/.test(file))
    .sort()
    .at(-1)
  if (jar !== undefined) return join(folder, jar)
  throw new Error(
    'Zipkin is not here: fetch it with `npx pnpm@12.21.0 get:zipkin` (which takes Maven and Java 17 or later), or let ZIPKIN_JAR name its executable jar.',
  )
}
