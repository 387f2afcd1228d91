import type { Attributed, Manner } from './attribution.ts'
import type { Call } from './call.ts'
import type { Ending } from './client.ts'
import type { MarkedRequest } from './marks/ledger.ts'
import type { Session } from './session.ts'

/** What a part of the check has seen. */
export interface Seen {
  readonly calls: readonly Attributed[]
  readonly endings: readonly Ending[]
  /** The most calls that waited at the echo at once. */
  readonly mostHeld: number
}

/** Says which request a call seems to be for, by its headers. */
export type Claim = (call: Call) => MarkedRequest | undefined

/** Calls that a service makes without waiting for them may come after its response, in milliseconds. */
export const LINGER_MS = 15

/** How many requests are used to learn what the service waits for. */
const LEARNING = 3
const [LEAST_PATIENCE_MS, MOST_PATIENCE_MS] = [60, 3_000]

/** Sends requests one at a time, and learns how the service calls its upstream. */
export async function askAlone(
  { send, next }: Session,
  requests: readonly MarkedRequest[],
  claimed: Claim,
): Promise<Seen & { readonly manner: Manner }> {
  const calls: Attributed[] = []
  const endings: Ending[] = []
  const counts: number[] = []
  let [isDetached, parallel, longest] = [false, 1, 20]
  const patience = (): number =>
    Math.min(Math.max(3 * longest + 30, LEAST_PATIENCE_MS), MOST_PATIENCE_MS)

  const linger = (): number => (isDetached ? patience() : LINGER_MS)

  for (const [index, request] of requests.entries()) {
    const own: Call[] = []
    const strange: Call[] = []
    let held: Call[] = []
    let isOver = false
    let since = performance.now()
    send(request)
    for (;;) {
      const wait = isOver ? linger() : held.length > 0 ? patience() : undefined
      const happening = await next(wait)
      if (happening === undefined) {
        if (isOver && held.length === 0) break
        held.shift()?.answer()
        since = performance.now()
        continue
      }
      if (!isOver) longest = Math.max(longest, performance.now() - since)
      since = performance.now()
      if (happening.type === 'response') {
        isOver = true
        endings.push(happening.ending)
        if (held.length > 0) isDetached = true
        continue
      }
      const { call } = happening
      if (isOver) isDetached = true
      const claim = claimed(call)
      const isStrange = claim !== undefined && claim !== request
      if (isStrange) strange.push(call)
      else own.push(call)
      if (index < LEARNING || isStrange) held = [...held, call]
      else call.answer()
      parallel = Math.max(parallel, held.length)
    }
    // What the service did not wait for may be late, from an earlier request; else it is another's on this one's call.
    const late = isDetached ? strange : []
    calls.push(...late.map((call): Attributed => [call, claimed(call)]))
    own.push(...strange.filter((call) => !late.includes(call)))
    calls.push(...own.map((call): Attributed => [call, request]))
    counts.push(own.length)
  }
  const manner = {
    min: Math.min(...counts),
    max: Math.max(...counts),
    parallel,
    isDetached,
    patience: patience(),
  }
  return { calls, endings, mostHeld: 1, manner }
}
