import type { HeaderState } from './findings.ts'
import { isOfInterest, isTraceHeader } from './known-headers.ts'
import type { Call, Inbound } from './model.ts'
import { outgoingName, policyOf } from './policies.ts'
import { explained } from './waybills.ts'

/** Why a header of a call is missing, by Waybill's own word; `undefined` where it should be there. */
export type Absence = string | undefined

/** A header that came in, with what became of it in one call. */
export interface JudgedHeader extends HeaderState {
  /** Waybill's reason for leaving it out. */
  readonly refusal: Absence
  readonly isTrace: boolean
  /** The request that it belongs to, where that is another one. */
  readonly owner: Inbound | undefined
}

/** Compares what came in with what went out. */
export function judgeHeaders(
  call: Call,
  inbound: Inbound,
  others: readonly Inbound[],
): JudgedHeader[] {
  const policy = policyOf(call.place.waybill)
  const explanations = explained(call.place.waybill, call.url)
  return [...inbound.headers].flatMap(([received, value]): JudgedHeader[] => {
    const name = outgoingName(policy, received)
    if (name === undefined && !isOfInterest(received)) return []
    const values = call.wire?.get(name ?? received) ?? []
    const explanation = explanations.find(({ header }) => header === name)
    const refusal =
      name === undefined && (policy || !isTraceHeader(received))
        ? 'not-configured'
        : explanation?.isForwarded === false
          ? explanation.reason
          : undefined
    const known = { name: name ?? received, refusal, isTrace: isTraceHeader(received) }
    const [first] = values
    if (first === undefined)
      return [{ ...known, state: 'absent', reason: reasonOf(refusal), owner: undefined }]
    if (values.length > 1 || (first !== value && first === `${value}, ${value}`))
      return [{ ...known, state: 'doubled', reason: 'it went out twice', owner: undefined }]
    if (first === value) return [{ ...known, state: 'forwarded', reason: '', owner: undefined }]
    const { natural } = call.place.scope ?? {}
    const owner = [...others, ...(natural ? [natural] : [])].find(
      (other) => other !== inbound && other.headers.get(received) === first,
    )
    return owner
      ? [
          {
            ...known,
            state: 'another-request',
            reason: `it is that of another request, ${owner.method} ${owner.path}`,
            owner,
          },
        ]
      : [{ ...known, state: 'changed', reason: 'it has another value', owner: undefined }]
  })
}

function reasonOf(refusal: Absence): string {
  if (refusal === undefined) return 'it got lost'
  if (refusal === 'not-configured') return 'it is not configured'
  return refusal.replaceAll('-', ' ')
}
