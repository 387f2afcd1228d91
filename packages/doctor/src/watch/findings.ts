/** Each kind of finding, with its title. These are the words for `--fail-on`. */
export const KINDS = Object.freeze({
  'lost-context': 'The call was made outside of its request',
  'another-request': 'The call carried the headers of another request',
  'middleware-order': 'The request was handled before Waybill had read it',
  'not-captured': 'Waybill did not read the request at all',
  'unwrapped-client': 'Nothing wraps the client that made the call',
  'target-refused': 'The policy does not let headers go to this host',
  'not-configured': 'Headers came in that the policy does not name',
  doubled: 'A header went out twice',
  'array-headers': 'The headers of the call were destroyed',
  removed: 'Headers that Waybill had given did not go out',
  'redirect-leak': 'A redirect took headers to a host that must not have them',
  'redirect-drop': 'The headers got lost at a redirect',
  'two-copies': 'Two copies of Waybill do not see each other’s requests',
  'unsafe-policy': 'The policy lets more out than it should',
  opentelemetry: 'An OpenTelemetry SDK writes trace headers, too',
})

/** The kind of a finding. */
export type Kind = keyof typeof KINDS

/** Something that is wrong, where, and what helps. */
export interface Finding {
  readonly kind: Kind
  /** One sentence. */
  readonly cause: string
  /** The place in the app's own code, such as `src/app.js:12`. */
  readonly at: string | undefined
  /** What else has a part in it, such as where a listener was registered. */
  readonly because: readonly string[]
  /** One line. */
  readonly remedy: string
  /** The headers that it is about; names only. */
  readonly headers: readonly string[]
  readonly request: string | undefined
  readonly call: string | undefined
}

/** What became of one header in one call. */
export interface HeaderState {
  readonly name: string
  readonly state: 'forwarded' | 'absent' | 'changed' | 'doubled' | 'another-request'
  /** In words; names only. */
  readonly reason: string
}

/** One call, as it is reported. */
export interface JudgedCall {
  readonly id: number
  readonly client: string
  readonly method: string
  /** Without its query. */
  readonly url: string
  readonly status: number | undefined
  readonly at: string | undefined
  /** Milliseconds from the start of its request. */
  readonly startedAfter: number
  /** The call whose answer has led here. */
  readonly redirectedFrom: number | undefined
  /** The request in whose context it was made, where that is not its own. */
  readonly madeIn: string | undefined
  readonly headers: readonly HeaderState[]
  readonly findings: readonly Finding[]
}

/** One request with its calls, as it is reported. */
export interface JudgedRequest {
  readonly id: number
  readonly request: string
  readonly status: number | undefined
  readonly durationMs: number
  /** Whether these calls were made after the request had been reported. */
  readonly isLate: boolean
  readonly calls: readonly JudgedCall[]
}
