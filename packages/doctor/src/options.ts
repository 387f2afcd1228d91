import { parseArgs } from 'node:util'
import { KINDS, type Kind } from './watch/findings.ts'

/** What the doctor was told on its command line, or in `WAYBILL_DOCTOR`. */
export interface DoctorOptions {
  /** Write one JSON object a line in place of the report. */
  readonly json: boolean
  /** The file that the report goes to, in place of the standard error output (or the standard output, for JSON). */
  readonly output: string | undefined
  /** The file of the page. */
  readonly html: string | undefined
  /** The kinds of findings that make the exit code 1. */
  readonly failOn: readonly Kind[]
  /** Show findings only, not every request. */
  readonly quiet: boolean
}

/** What the command line holds: options of the doctor, then the program and what belongs to it. */
export interface CommandLine {
  readonly flags: readonly string[]
  readonly rest: readonly string[]
}

const WITH_VALUE = new Set(['--output', '--html', '--fail-on'])

/**
 * Reads the options of the doctor.
 * @throws TypeError for what is none, with a sentence that says what to write
 */
export function readOptions(flags: readonly string[]): DoctorOptions {
  const { values } = parseArgs({
    args: [...flags],
    options: {
      json: { type: 'boolean', default: false },
      output: { type: 'string' },
      html: { type: 'string' },
      'fail-on': { type: 'string', default: '' },
      quiet: { type: 'boolean', default: false },
    },
  })
  const { json, output, html, quiet } = values
  return { json, output, html, quiet, failOn: readKinds(values['fail-on']) }
}

/** Takes a command line apart: what stands before the program is the doctor's. */
export function splitCommandLine(args: readonly string[]): CommandLine {
  let end = 0
  while (args[end]?.startsWith('--') && args[end] !== '--')
    end += WITH_VALUE.has(args[end] ?? '') ? 2 : 1
  return { flags: args.slice(0, end), rest: args.slice(args[end] === '--' ? end + 1 : end) }
}

function readKinds(text: string): Kind[] {
  const names = text.split(',').flatMap((name) => name.trim() || [])
  const kinds = Object.keys(KINDS) as Kind[]
  if (names.includes('all')) return kinds
  const unknown = names.find((name) => !Object.hasOwn(KINDS, name))
  if (unknown !== undefined)
    throw new TypeError(
      `@waybill/doctor: --fail-on takes kinds of findings, or all, got "${unknown}"; write --fail-on ${kinds.slice(0, 2).join(',')}`,
    )
  return names as Kind[]
}
