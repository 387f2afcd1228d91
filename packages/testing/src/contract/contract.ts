import { contractHandler } from './handler.ts'
import { byteForByte } from './promises/byte-for-byte.ts'
import { doesAsTold } from './promises/does-as-told.ts'
import type { Duty } from './promises/duty.ts'
import { neverBreaks } from './promises/never-breaks.ts'
import { rightOrAbsent } from './promises/right-or-absent.ts'
import { staysInside } from './promises/stays-inside.ts'
import { referenceInbound, referenceOutbound } from './reference.ts'
import type { Inbound, Lacks, Outbound, Subject } from './subject.ts'
import { trial } from './trial.ts'

/** One thing that an adapter owes, ready to be run as a test. */
export interface Behaviour {
  /** The promise that it belongs to, and a claim. */
  readonly name: string
  /** Why this subject cannot show it, if so. */
  readonly skip: string | undefined
  /**
   * Shows it.
   * @throws AssertionError when the subject does not keep it; whatever the subject throws
   */
  run(): Promise<void>
}

/** An adapter: a way in, a way out, or both. What is left out stands on core alone. */
export interface Adapter {
  readonly inbound?: Inbound
  readonly outbound?: Outbound
}

const PROMISES: readonly (readonly [string, readonly Duty[]])[] = [
  ['right or absent', rightOrAbsent],
  ['never breaks a call', neverBreaks],
  ['nothing leaves the mesh', staysInside],
  ['byte for byte', byteForByte],
  ['does as told', doesAsTold],
]

/**
 * All that an adapter owes its users, a behaviour each, to be run by any test runner:
 * `for (const { name, run } of contract({ outbound })) test(name, run)`.
 * @param subject an adapter, or a whole service
 */
export function contract(subject: Adapter | Subject): Behaviour[] {
  const whole = 'start' in subject ? subject : pair(subject)
  return PROMISES.flatMap(([promise, duties]) =>
    duties.map(({ name, needs = [], options, connections = 50, show }) => ({
      name: `${promise}: ${name}`,
      skip: needs.map((need) => whole.lacks?.[need]).find((reason) => reason !== undefined),
      run: () => trial(whole, options, connections, show),
    })),
  )
}

function pair({ inbound = referenceInbound, outbound = referenceOutbound }: Adapter): Subject {
  const lacks: Lacks = { ...inbound.lacks, ...outbound.lacks }
  return {
    name: `${inbound.name}, ${outbound.name}`,
    start: (options) => inbound.start(contractHandler(outbound.call), options),
    ...(inbound.send && { send: inbound.send }),
    ...(outbound.startEcho && { startEcho: outbound.startEcho }),
    lacks,
  }
}
