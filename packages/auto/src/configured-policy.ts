import { definePolicy, type Policy, type PolicyOptions, presets } from '@waybill/core'
import { readConfiguration } from './configuration.ts'

/**
 * The policy that the environment says, or `undefined` where it says `WAYBILL=off`. `WAYBILL_HEADERS` comes before the
 * `headers` of the file that `WAYBILL_CONFIG` names, and that comes before the key `waybill` of the package.json.
 * @throws TypeError for a wrong configuration, with a sentence that says where it stands and what to write instead
 */
export function configuredPolicy(): Policy | undefined {
  const { WAYBILL, WAYBILL_HEADERS = '' } = process.env
  if (WAYBILL === 'off') return undefined
  if (WAYBILL && WAYBILL !== 'on') {
    throw new TypeError(
      `@waybill/auto: WAYBILL must be on or off, got ${JSON.stringify(WAYBILL)}; write WAYBILL=off`,
    )
  }
  const { source, value } = readConfiguration()
  const base = naming(source, () => definePolicy(value as PolicyOptions | Policy))
  const headers = headersIn(WAYBILL_HEADERS)
  if (headers.length === 0) return base
  if (base === value) {
    throw new TypeError(
      `@waybill/auto: WAYBILL_HEADERS cannot change a policy that is made already, got one from ${source}; write the options there, not definePolicy(options)`,
    )
  }
  return naming('WAYBILL_HEADERS', () => definePolicy({ ...(value as PolicyOptions), headers }))
}

/** The names, prefixes and presets in a text, each once. */
function headersIn(text: string): PolicyOptions['headers'] & unknown[] {
  const lists = Object.entries(presets)
  const names = text.split(',').flatMap((part) => part.trim() || [])
  const all = names.flatMap<string | object>((name) => {
    const [, preset] = lists.find(([key]) => key.toLowerCase() === name.toLowerCase()) ?? []
    return preset ?? name.toLowerCase()
  })
  return [...new Set(all)] as string[]
}

function naming<T>(source: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw new TypeError(`@waybill/auto: in ${source}, ${(error as Error).message}`)
  }
}
