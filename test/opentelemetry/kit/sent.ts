import type { Came, InboundKind } from './inbound.ts'
import type { PropagatorName } from './setup.ts'
import { formatsOf } from './trace-formats.ts'

/** One request that was sent, and the call that it asks for. */
export interface Sent {
  readonly way: string
  readonly id: string
  readonly kind: InboundKind
  readonly came: Came
  readonly client: 'fetch' | 'fetch-by-hand' | 'http' | 'axios' | 'pool'
  readonly isOwnSpan: boolean
  /** The registered one; `undefined` while there is no SDK. */
  readonly propagator: PropagatorName | undefined
}

/** Whether a request has come with a trace that the SDK does not read. */
export function isUnread({ propagator, kind }: Sent): boolean {
  return (
    propagator !== undefined &&
    kind !== 'nothing' &&
    !formatsOf[propagator].some((format) => kind.includes(format))
  )
}
