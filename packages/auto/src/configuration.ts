import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

/** Options as they stand somewhere, not checked yet. */
export interface Configuration {
  /** Where they stand, for messages. */
  readonly source: string
  readonly value: unknown
}

/**
 * Reads the options of this process: from the file that `WAYBILL_CONFIG` names, or else from the key `waybill` of the
 * nearest package.json that has one, from the main script upwards.
 * @throws TypeError when the file cannot be read
 */
export function readConfiguration(): Configuration {
  const { WAYBILL_CONFIG } = process.env
  if (WAYBILL_CONFIG) {
    return { source: `WAYBILL_CONFIG (${WAYBILL_CONFIG})`, value: load(resolve(WAYBILL_CONFIG)) }
  }
  const script = process.argv[1]
  let folder = script && existsSync(script) ? dirname(resolve(script)) : process.cwd()
  for (;;) {
    const file = join(folder, 'package.json')
    const value = keyOf(file)
    if (value !== undefined) return { source: `the key \`waybill\` of ${file}`, value }
    const above = dirname(folder)
    if (above === folder) return { source: 'the default', value: {} }
    folder = above
  }
}

// Not `import`: what waits for a module would let the app run first.
function load(file: string): unknown {
  try {
    if (file.endsWith('.json')) return JSON.parse(readFileSync(file, 'utf8'))
    const module = createRequire(file)(file) as { default?: unknown }
    return module.default ?? module
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const got =
      code === 'ERR_REQUIRE_ESM' ? 'an ES module, which this Node cannot load here' : message
    throw new TypeError(
      `@waybill/auto: WAYBILL_CONFIG must name a file of options, got ${file}: ${got.split('\n')[0]}; write the path of a .json, .js, .mjs or .cjs file that exports them`,
    )
  }
}

function keyOf(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  try {
    return (JSON.parse(text) as { waybill?: unknown } | null)?.waybill
  } catch {
    // Whoever needs it will say so.
    return undefined
  }
}
