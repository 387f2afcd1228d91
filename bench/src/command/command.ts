import { describeFlags, type Flags, readFlags, type Values } from './flags.ts'

/** One thing that the harness does. */
export interface Command {
  readonly about: string
  readonly help: string
  readonly run: (args: readonly string[]) => Promise<void>
}

/** Makes a command from its flags and what it does with them. */
export function command<F extends Flags>(
  about: string,
  flags: F,
  act: (values: Values<F>) => Promise<void>,
): Command {
  return {
    about,
    help: `${about}\n\n${describeFlags(flags)}`,
    run: (args) => act(readFlags(flags, args)),
  }
}
