#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { runCheck } from './check/command.ts'
import { readOptions, splitCommandLine } from './options.ts'
import { USAGE } from './usage.ts'

const [first, ...others] = process.argv.slice(2)
if (first === 'check') {
  runCheck(others).then((code) => {
    process.exitCode = code
  })
} else if (first === undefined || first === '--help') console.log(USAGE)
else watchProgram(process.argv.slice(2))

/** Starts a program with the doctor loaded before it, and ends as it does. */
function watchProgram(args: readonly string[]): void {
  const { flags, rest } = splitCommandLine(args)
  try {
    readOptions(flags)
    if (rest.length === 0)
      throw new TypeError(
        '@waybill/doctor: a program is wanted, got none; write waybill-doctor app.js',
      )
  } catch (error) {
    console.error((error as Error).message)
    process.exitCode = 2
    return
  }
  const program = rest[0] === 'node' ? rest.slice(1) : rest
  const child = spawn(
    process.execPath,
    ['--import', new URL('./index.js', import.meta.url).href, ...program],
    { stdio: 'inherit', env: { ...process.env, WAYBILL_DOCTOR: JSON.stringify(flags) } },
  )
  // A terminal sends its signals to both; what comes to this process alone is passed on.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 0)
  })
}
