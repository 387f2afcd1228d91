import { type Claim, LINGER_MS, type Seen } from './alone.ts'
import { type Manner, startAttribution } from './attribution.ts'
import type { Call } from './call.ts'
import type { Ending } from './client.ts'
import type { MarkedRequest } from './marks/ledger.ts'
import type { Happening, Session } from './session.ts'

/** No call is held longer, in milliseconds, so that the service does not give up. */
const HOLD_MS = 1_000

/**
 * Sends all requests at once, and holds their calls at the echo until all wait there, or no more come. Then they are
 * answered in a random order: together, or one by one, each time with a look at which request ends.
 */
export async function askTogether(
  { send, next }: Session,
  requests: readonly MarkedRequest[],
  claimed: Claim,
  manner: Manner,
  isOneByOne: boolean,
): Promise<Seen> {
  const { patience, parallel } = manner
  const attribution = startAttribution(requests, claimed, manner, isOneByOne)
  const endings: Ending[] = []
  const held: Call[] = []
  let [mostHeld, heldSince] = [0, 0]

  function note(happening: Happening): void {
    if (happening.type === 'response') {
      endings.push(happening.ending)
      attribution.responded(happening.request)
      return
    }
    if (held.length === 0) heldSince = performance.now()
    held.push(happening.call)
    mostHeld = Math.max(mostHeld, held.length)
  }

  function answer(count: number): void {
    for (let left = count; left > 0; left--) {
      const [call] = held.splice(Math.floor(Math.random() * held.length), 1)
      if (call === undefined) return
      attribution.answered(call)
      call.answer()
    }
  }

  const pending = (): number => requests.length - endings.length
  const isLong = (): boolean => performance.now() - heldSince > Math.max(HOLD_MS, patience)

  for (const request of requests) send(request)
  let isGathering = true
  while (pending() > 0) {
    while (isGathering && held.length < pending() * parallel) {
      if (held.length > 0 && isLong()) break
      const happening = await next(patience)
      if (happening === undefined) break
      note(happening)
    }
    if (pending() === 0) break
    if (held.length === 0) {
      const happening = await next()
      if (happening !== undefined) note(happening)
      continue
    }
    isGathering = !isOneByOne
    answer(isOneByOne && !isLong() ? 1 : held.length)
    if (!isOneByOne) continue
    const effect = await next(patience)
    if (effect !== undefined) note(effect)
  }
  for (;;) {
    answer(held.length)
    const late = await next(manner.isDetached ? patience : LINGER_MS)
    if (late === undefined) return { calls: attribution.settle(), endings, mostHeld }
    note(late)
  }
}
