import { askAlone, type Claim } from './alone.ts'
import type { Manner } from './attribution.ts'
import type { Call } from './call.ts'
import { claimOf } from './claim.ts'
import { createClient, type Ending } from './client.ts'
import { comeUp, type Say } from './come-up.ts'
import { startEcho } from './echo.ts'
import { findingsOf } from './findings.ts'
import { createLedger, type Ledger } from './marks/ledger.ts'
import { notesOf } from './notes.ts'
import type { CheckOptions } from './options.ts'
import { askTogether } from './overlap.ts'
import type { CheckReport } from './report.ts'
import { createSession, type Session } from './session.ts'
import { createTally } from './tally.ts'
import { UsageError } from './usage-error.ts'

/** Requests that are alone: a fifth of all, but no more. */
const MOST_ALONE = 20

/**
 * Checks a service from outside, from starting the echo to stopping it again.
 * @param say told what a person should do, and what goes on
 * @param stopped ends the wait for the service when aborted
 * @throws UsageError where the echo cannot listen, or something else answers at the URL already
 */
export async function checkService(
  options: CheckOptions,
  say: Say,
  stopped: AbortSignal,
): Promise<CheckReport> {
  const ledger = createLedger(options.headers)
  const client = createClient(options.asking)
  const session = createSession(client)
  let onCall = (call: Call): void => call.answer()
  const { host, port, answer } = options.echo
  const isHere = /^(?:127\.|localhost$|::1$)/.test(host)
  // A service that finds the echo under another name is on another host, or in a container.
  const echo = await startEcho(isHere ? host : '0.0.0.0', port, answer, (call) =>
    onCall(call),
  ).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `--echo-port must be a port that is free, got ${port} (${error.code}); write another, or 0 for any`,
    )
  })
  try {
    const up = await comeUp(options, echo.port, client, say, stopped, (listener) => {
      onCall = listener
    })
    if (!up.isThere) return unreachable(options, up.why)
    onCall = (call) => session.tell({ type: 'call', call })
    try {
      return await Promise.race([examine(options, ledger, session), interruption(stopped)])
    } finally {
      onCall = (call) => call.answer()
      await up.stop()
    }
  } finally {
    client.close()
    await echo.close()
  }
}

function interruption(stopped: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (stopped.aborted) reject(stopped.reason)
    stopped.addEventListener('abort', () => reject(stopped.reason), { once: true })
  })
}

async function examine(
  { name, asking, headers, requests, concurrency }: CheckOptions,
  ledger: Ledger,
  session: Session,
): Promise<CheckReport> {
  const names = headers.map((header) => header.name)
  const claims = new WeakMap<Call, ReturnType<Claim>>()
  const claimed: Claim = (call) => {
    if (!claims.has(call)) claims.set(call, claimOf(call, names, ledger))
    return claims.get(call)
  }
  const tally = createTally(headers, ledger, claimed)
  const next = (count: number) => Array.from({ length: count }, () => ledger.next())

  const countAlone = concurrency === 1 ? requests : Math.min(Math.ceil(requests / 5), MOST_ALONE)
  const { manner, ...alone } = await askAlone(session, next(countAlone), claimed)
  tally.add(alone.calls, 'alone')
  const all = { calls: [...alone.calls], endings: [...alone.endings], mostHeld: alone.mostHeld }
  const isAnswering = alone.endings.some(({ status }) => status !== undefined)
  for (let [left, round] = [requests - countAlone, 0]; isAnswering && left > 0; round++) {
    const count = Math.min(left, concurrency)
    const seen = await askTogether(session, next(count), claimed, manner, round % 2 === 0)
    tally.add(seen.calls, 'overlapping')
    all.calls.push(...seen.calls)
    all.endings.push(...seen.endings)
    all.mostHeld = Math.max(all.mostHeld, seen.mostHeld)
    left -= count
  }

  const findings = findingsOf(tally.headers())
  const report = {
    ...empty(name, asking.url),
    verdict: verdictOf(isAnswering, all.calls.length, findings.length),
    requests: requestsOf(all.endings),
    calls: {
      total: all.calls.length,
      unattributed: all.calls.filter(([, owner]) => owner === undefined).length,
      perRequest: perRequest(manner),
      mostAtOnce: all.mostHeld,
      paths: tally.paths(),
    },
    headers: tally.headers(),
    findings,
  }
  return { ...report, notes: notesOf(report, concurrency) }
}

function verdictOf(isAnswering: boolean, calls: number, findings: number): CheckReport['verdict'] {
  if (!isAnswering) return 'unreachable'
  if (calls === 0) return 'no-calls'
  return findings > 0 ? 'findings' : 'sound'
}

function perRequest({ min, max }: Manner): CheckReport['calls']['perRequest'] {
  return { min, max }
}

function requestsOf(endings: readonly Ending[]): CheckReport['requests'] {
  const counts: Record<string, number> = {}
  for (const { status, error } of endings) {
    const key = String(status ?? error)
    counts[key] = (counts[key] ?? 0) + 1
  }
  const answered = endings.filter(({ status }) => status !== undefined).length
  return { sent: endings.length, answered, endings: counts }
}

function unreachable({ name, asking }: CheckOptions, why: string): CheckReport {
  return { ...empty(name, asking.url), notes: [why] }
}

function empty(name: string, url: string): CheckReport {
  return {
    version: 1,
    name,
    url,
    verdict: 'unreachable',
    requests: { sent: 0, answered: 0, endings: {} },
    calls: { total: 0, unattributed: 0, perRequest: { min: 0, max: 0 }, mostAtOnce: 0, paths: [] },
    headers: [],
    findings: [],
    notes: [],
  }
}
