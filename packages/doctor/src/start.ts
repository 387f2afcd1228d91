import { readOptions } from './options.ts'
import { openReport } from './report/report.ts'
import type { Finding } from './watch/findings.ts'
import { watch } from './watch/session.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/**
 * Watches this process and reports until it ends, which is when the exit code is decided.
 * @param text the options as on the command line, or as a JSON list of them
 * @throws TypeError for options that are none
 */
export function start(text: string): void {
  const flags: string[] = text.startsWith('[')
    ? JSON.parse(text)
    : text.split(/\s+/).filter((flag) => flag !== '')
  const options = readOptions(flags)
  const report = openReport(options)
  const isFailure = ({ kind }: Finding) => options.failOn.includes(kind)
  let hasFailed = false
  const flush = watch({
    onRequest(request) {
      hasFailed ||= request.calls.some(({ findings }) => findings.some(isFailure))
      report.onRequest(request)
    },
    onFinding(finding) {
      hasFailed ||= isFailure(finding)
      report.onFinding(finding)
    },
  })
  process.on('exit', (code) => {
    flush()
    report.close()
    if (hasFailed && code === 0) process.exitCode = 1
  })
  for (const signal of SIGNALS) {
    // An app that has a listener of its own decides itself when it ends.
    const end = () => {
      if (process.listenerCount(signal) === 1)
        process.exit(options.failOn.length > 0 ? 0 : endedBy(signal))
    }
    process.on(signal, end)
  }
}

/** The exit code of a process that a signal has ended. */
function endedBy(signal: (typeof SIGNALS)[number]): number {
  return 128 + (signal === 'SIGINT' ? 2 : 15)
}
