import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'vitest'
import { cacheFolder } from '../../examples/mesh/src/cache-folder.ts'
import { findEnvoy } from '../../examples/mesh/src/envoy/find-envoy.ts'
import { findJava } from '../../examples/mesh/src/zipkin/java.ts'
import { findZipkinJar } from '../../examples/mesh/src/zipkin/zipkin-jar.ts'
import { chromiumPath } from './browser.ts'

/** A program of others, or the sentence that says why there is none. */
export interface Program {
  readonly path: string
  readonly missing?: string
}

/** The Envoy that the example stack would take. */
export const envoy: Program = await found(() => findEnvoy(process.env))

/** The Zipkin that the example stack would take: its jar, where there is a Java for it. */
export const zipkin: Program = await found(async () => {
  await findJava()
  return findZipkinJar()
})

/** The Jaeger: the one that `JAEGER` names, or the one that was built. */
export const jaeger: Program = await found(async () => {
  const path = process.env.JAEGER || join(cacheFolder, 'jaeger', 'jaeger')
  if (existsSync(path)) return path
  throw new Error('There is no Jaeger; `npx pnpm@12.21.0 get:jaeger` builds one, JAEGER names one.')
})

/** The Chromium. A laptop may have none; the project's own check installs one, and fails without. */
export const chromium: Program =
  chromiumPath || process.env.CI
    ? { path: chromiumPath ?? '' }
    : { path: '', missing: 'No Chromium was found; CHROME_PATH names one.' }

/** Runs tests where all these programs are; where one is missing they are skipped, and it is said why. */
export function describeWith(
  programs: readonly Program[],
  title: string,
  define: () => void,
): void {
  const missing = programs.find((program) => program.missing !== undefined)?.missing
  if (missing !== undefined) console.log(`Skipped: ${title}. ${missing}`)
  describe.skipIf(missing !== undefined)(title, define)
}

async function found(find: () => Promise<string>): Promise<Program> {
  try {
    return { path: await find() }
  } catch (error) {
    return { path: '', missing: (error as Error).message }
  }
}
