import { parseArgs } from 'node:util'

/** A flag: its default, which tells its kind, and what `--help` says of it. */
export interface Flag<Value extends FlagValue = FlagValue> {
  readonly default: Value
  readonly help: string
}

/** A list is given as one value, with commas. */
export type FlagValue = number | string | boolean | readonly string[]

/** The flags of a command, by name. */
export type Flags = Readonly<Record<string, Flag>>

/** What they were set to. */
export type Values<F extends Flags> = { readonly [Name in keyof F]: Widened<F[Name]['default']> }

type Widened<Value> = Value extends number
  ? number
  : Value extends string
    ? string
    : Value extends boolean
      ? boolean
      : readonly string[]

/** Makes a flag; the type of its value follows from the default. */
export function flag<Value extends FlagValue>(value: Value, help: string): Flag<Widened<Value>> {
  return { default: value as unknown as Widened<Value>, help }
}

/**
 * Reads the flags of a command.
 * @throws TypeError for a flag that it does not have, or a value that does not fit
 */
export function readFlags<F extends Flags>(flags: F, args: readonly string[]): Values<F> {
  const { values } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(flags).map(([name, { default: value }]) => [
        name,
        { type: typeof value === 'boolean' ? 'boolean' : 'string' } as const,
      ]),
    ),
  })
  const read = Object.entries(flags).map(([name, { default: value }]) => {
    const given = values[name]
    return [name, given === undefined ? value : convert(name, value, given)]
  })
  return Object.fromEntries(read) as Values<F>
}

/** The part of a help text that lists the flags. */
export function describeFlags(flags: Flags): string {
  return Object.entries(flags)
    .map(([name, { default: value, help }]) => {
      const shown = typeof value === 'boolean' ? '' : ` (${value === '' ? 'none' : value})`
      return `  --${name.padEnd(14)} ${help}${shown}`
    })
    .join('\n')
}

function convert(name: string, example: FlagValue, given: string | boolean): FlagValue {
  if (typeof given === 'boolean' || typeof example === 'string') return given
  if (typeof example !== 'number') return given.split(',').filter((part) => part !== '')
  const value = Number(given)
  if (given.trim() !== '' && Number.isFinite(value) && value >= 0) return value
  throw new TypeError(`--${name} must be a number that is not negative, got "${given}"`)
}
