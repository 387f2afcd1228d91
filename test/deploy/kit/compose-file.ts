import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { deploy } from './places.ts'

/** A service of the compose file, as far as tests look at it. */
export interface ComposeService {
  readonly image: string
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly network_mode?: string
  readonly volumes?: readonly { readonly source: string; readonly target: string }[]
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly mem_limit?: string
  readonly build?: { readonly context: string; readonly dockerfile: string }
}

/** The services of the compose file, by their names, with what they merge in. */
export function composeServices(): Record<string, ComposeService> {
  return parse(readFileSync(`${deploy}compose.yaml`, 'utf8'), { merge: true }).services
}
