import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { runCheck } from '../../../src/check/command.ts'
import type { CheckReport, HeaderReport } from '../../../src/check/report.ts'

/** What a check printed, and its exit code. */
export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs `check` as the command line does. */
export async function ranCheck(given: readonly string[], columns = 100): Promise<Ran> {
  const [stdout, stderr] = [printed(columns), printed(columns)]
  const code = await runCheck(given, { stdout, stderr })
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}

/** Runs `check --json`, and gives the report. */
export async function checked(
  given: readonly string[],
): Promise<{ readonly code: number; readonly report: CheckReport }> {
  const { code, stdout, stderr } = await ranCheck(['--json', ...given])
  if (stdout === '') throw new Error(stderr)
  return { code, report: JSON.parse(stdout) as CheckReport }
}

/**
 * Checks a service of this process: it is served with the echo as its upstream.
 * @param create makes the service, given the address of its upstream
 */
export async function checkedHere(
  create: (upstream: string) => RequestListener,
  given: readonly string[] = [],
): Promise<{ readonly code: number; readonly report: CheckReport }> {
  const port = await freePort()
  const url = await served(create(`http://127.0.0.1:${port}`))
  return checked([url, '--via', 'UPSTREAM_URL', '--echo-port', String(port), ...given])
}

/** Serves until the test ends, and gives the URL. */
export async function served(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

/** A port at which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** The faults of a report, each with its headers. */
export function faultsOf({ findings }: CheckReport): Record<string, readonly string[]> {
  return Object.fromEntries(findings.map(({ fault, headers }) => [fault, headers]))
}

/** What became of one header in all calls. */
export function fatesOf({ headers }: CheckReport, name: string): HeaderReport['alone'] {
  const header = headers.find((one) => one.name === name)
  if (header === undefined) throw new Error(`${name} was not tested`)
  const { alone, overlapping } = header
  return Object.fromEntries(
    Object.entries(alone).map(([key, count]) => [key, count + overlapping[key as 'calls']]),
  ) as unknown as HeaderReport['alone']
}

function printed(columns: number) {
  let all = ''
  return {
    columns,
    write(chunk: string) {
      all += chunk
    },
    text: () => all,
  }
}
