import type { Finding, JudgedRequest } from '../watch/findings.ts'

/** A finding, with how often it came and in how many requests. */
export interface Counted {
  readonly finding: Finding
  count: number
}

/** Counts requests, calls and findings: the same thing at the same place is one finding. */
export class Tally {
  readonly counted: Map<string, Counted> = new Map()
  requests = 0
  calls = 0
  forwarded = 0

  /** Counts a finding, and says whether it is a new one. */
  add(finding: Finding): boolean {
    const key = `${finding.kind} ${finding.at} ${finding.cause.replace(/\(.*?\)/, '')}`
    const known = this.counted.get(key)
    if (known) known.count += 1
    else this.counted.set(key, { finding, count: 1 })
    return known === undefined
  }

  count({ calls, isLate }: JudgedRequest): void {
    if (!isLate) this.requests += 1
    this.calls += calls.length
    for (const { headers } of calls)
      this.forwarded += headers.filter(({ state }) => state === 'forwarded').length
  }

  summary(): object {
    const findings = [...this.counted.values()].map(({ finding, count }) => ({
      kind: finding.kind,
      at: finding.at,
      count,
    }))
    return { requests: this.requests, calls: this.calls, forwarded: this.forwarded, findings }
  }
}
