import type { Reason } from '../forward/reasons.ts'
import type { CompiledPolicy } from '../policy/policy.ts'
import type { Carrier } from './carrier.ts'

/** What is known of one request while it is read. */
export interface Draft {
  readonly policy: CompiledPolicy
  readonly carrier: Carrier
  readonly values: (string | undefined)[]
  readonly prefixed: { as: string; value: string; rule: number }[]
  readonly generated: string[]
  readonly losses: { header: string; reason: Reason }[]
  bytes: number
  count: number
}

/** Notes that a header is left out, and why; gives `undefined`, to stand for its value. */
export function lose(draft: Draft, header: string, reason: Reason): undefined {
  draft.losses.push({ header, reason })
  return undefined
}
