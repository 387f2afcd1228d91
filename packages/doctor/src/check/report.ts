/** What a check found out: the shape that `--json` prints. Fields may be added, none changes while `version` is 1. */
export interface CheckReport {
  readonly version: 1
  /** What the service is called in the verdict: `--name`, or the URL without its scheme. */
  readonly name: string
  readonly url: string
  /**
   * `sound`: nothing in `findings`; `findings`; `no-calls`: the service answered and called nothing;
   * `unreachable`: the service did not answer.
   */
  readonly verdict: 'sound' | 'findings' | 'no-calls' | 'unreachable'
  readonly requests: {
    readonly sent: number
    /** With any status. */
    readonly answered: number
    /** By status, or by what went wrong, such as `ECONNREFUSED`. */
    readonly endings: Readonly<Record<string, number>>
  }
  readonly calls: {
    readonly total: number
    /** Calls without a sign of whose they are; nothing is concluded from them. */
    readonly unattributed: number
    readonly perRequest: { readonly min: number; readonly max: number }
    /** The most that waited at the echo at once. At 1, overlapping requests were not tested. */
    readonly mostAtOnce: number
    /** Where they went, the most frequent first, 20 at most. */
    readonly paths: readonly PathReport[]
  }
  readonly headers: readonly HeaderReport[]
  /** What is wrong, the worst first; the headers that share a cause are in one finding. */
  readonly findings: readonly Finding[]
  /** Sentences about what limits the result. */
  readonly notes: readonly string[]
}

/** The calls to one path of the upstream. */
export interface PathReport {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly calls: number
  /** Those with a header that was changed, doubled, mixed up or lost. */
  readonly faulty: number
}

/** What became of one header. */
export interface HeaderReport {
  readonly name: string
  /** False for a header that may well be lost: that is no finding. */
  readonly expected: boolean
  /** In requests that were alone. */
  readonly alone: Fates
  /** In requests that overlapped with others. */
  readonly overlapping: Fates
  /** What was done to it where it changed, such as `cut short`, and how often. Never a value. */
  readonly changes: Readonly<Record<string, number>>
}

/** How many calls there were, and in how many of them the header had which fate. */
export interface Fates {
  /** Calls for requests that sent the header. */
  readonly calls: number
  /** Came through byte for byte. */
  readonly through: number
  /** Same trace, new span: the service takes part in tracing, or a sidecar does. Never a finding. */
  readonly newSpan: number
  readonly changed: number
  readonly doubled: number
  /** Another request's. Includes calls for requests that sent no such header, which are not among `calls`. */
  readonly mixed: number
  readonly lost: number
}

/** What can be wrong with a header. */
export const FAULTS = ['mixed', 'lost', 'doubled', 'changed'] as const

/** What is wrong with a header. */
export type Fault = (typeof FAULTS)[number]

/** One fault, and what to do about it. */
export interface Finding {
  readonly fault: Fault
  readonly headers: readonly string[]
  /** When it happens, in a few words. */
  readonly when: string
  /** One line. */
  readonly remedy: string
}
