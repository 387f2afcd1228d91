import { checkService } from './check-service.ts'
import { readOptions } from './options.ts'
import { type Output, paintFor } from './print/paint.ts'
import { printReport } from './print/print-report.ts'
import type { CheckReport, Fault } from './report.ts'
import { USAGE } from './usage.ts'
import { UsageError } from './usage-error.ts'

/** Where `check` prints: the report, and what goes on meanwhile. */
export interface CheckOutput {
  readonly stdout: Output
  readonly stderr: Output
}

/**
 * Runs `waybill-doctor check`.
 * @param given what stands behind `check` on the command line
 * @returns the exit code: 0 sound, 1 findings, 2 wrong use, 3 the service could not be reached or made no call,
 * 130 interrupted
 */
export async function runCheck(
  given: readonly string[],
  { stdout, stderr }: CheckOutput = process,
): Promise<number> {
  const interrupt = new AbortController()
  const onSignal = (): void => interrupt.abort()
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  try {
    const options = readOptions(given)
    if (options === undefined) {
      stdout.write(USAGE)
      return 0
    }
    const say = (line: string): void => void stderr.write(`${line}\n`)
    const report = await checkService(options, say, interrupt.signal)
    if (interrupt.signal.aborted) return 130
    if (options.json) stdout.write(`${JSON.stringify(report, null, 2)}\n`)
    else printReport(report, stdout, paintFor(stdout))
    return exitCode(report, options.failOn)
  } catch (error) {
    if (interrupt.signal.aborted) return 130
    if (!(error instanceof UsageError)) throw error
    stderr.write(`${error.message}\n`)
    return 2
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}

function exitCode({ verdict, findings }: CheckReport, failOn: ReadonlySet<Fault>): number {
  if (verdict === 'unreachable' || verdict === 'no-calls') return 3
  return findings.some(({ fault }) => failOn.has(fault)) ? 1 : 0
}
