import type { Call } from './call.ts'
import type { MarkedRequest } from './marks/ledger.ts'

/** Finds out, while requests overlap, which request each call was made for. */
export interface Attribution {
  /** A call was answered: what happens next may be because of it. */
  answered(call: Call): void
  /** A request got its response: one of the calls answered so far was its last. */
  responded(request: MarkedRequest): void
  /** Ends the round, and gives each call its request; undefined where nothing tells. */
  settle(): readonly Attributed[]
}

/** A call, and the request it was made for, where that is known. */
export type Attributed = readonly [call: Call, owner: MarkedRequest | undefined]

/** How a service calls its upstream, as was seen while it served one request at a time. */
export interface Manner {
  /** How many calls it makes for a request. */
  readonly min: number
  readonly max: number
  /** How many of them at a time. */
  readonly parallel: number
  /** It responds while a call of its own is not answered. */
  readonly isDetached: boolean
  /** How long to wait for something that may not come, in milliseconds. */
  readonly patience: number
}

/**
 * Starts the attribution of a round. A call belongs to the request that it names, unless that cannot be: when a
 * response comes although no answered call names its request, the call that was answered last was its own, whatever
 * it names. In doubt for the service: a sound one is never blamed.
 * @param isOneByOne each call was answered alone, and its effect awaited
 */
export function startAttribution(
  requests: readonly MarkedRequest[],
  claimed: (call: Call) => MarkedRequest | undefined,
  { min, max, isDetached }: Manner,
  isOneByOne: boolean,
): Attribution {
  const tellsCause = isOneByOne && min > 0 && !isDetached
  const owned = new Map<MarkedRequest, Call[]>(requests.map((request) => [request, []]))
  const open: Call[] = []
  const settled: Attributed[] = []

  function give(call: Call, request: MarkedRequest | undefined): void {
    const at = open.indexOf(call)
    if (at >= 0) open.splice(at, 1)
    if (request !== undefined) owned.get(request)?.push(call)
    settled.push([call, request])
  }

  /** A bare request's call bears nothing; and the calls of one request rather go to different paths. */
  function likeliest(request: MarkedRequest, own: readonly Call[]): Call | undefined {
    const isBare = request.sent.size === 0
    const isLike = (call: Call): boolean => (claimed(call) === undefined) === isBare
    const isNew = ({ path }: Call): boolean => own.every((other) => other.path !== path)
    const unclaimed = open.filter((call) => claimed(call) === undefined)
    return open.find((call) => isLike(call) && isNew(call)) ?? unclaimed.find(isNew) ?? open[0]
  }

  return {
    answered(call) {
      open.push(call)
    },
    responded(request) {
      const own = open.filter((call) => claimed(call) === request)
      for (const call of own.slice(0, max)) give(call, request)
      if (own.length > 0 || !tellsCause) return
      const cause = open.findLast((call) => claimed(call) === undefined) ?? open.at(-1)
      if (cause !== undefined) give(cause, request)
    },
    settle() {
      for (const call of [...open]) {
        const claim = claimed(call)
        if (claim !== undefined && (owned.get(claim)?.length ?? max) < max) give(call, claim)
      }
      for (const request of requests) {
        const own = owned.get(request) ?? []
        for (let lacks = min - own.length; lacks > 0; lacks--) {
          const call = likeliest(request, own)
          if (call !== undefined) give(call, request)
        }
      }
      for (const call of [...open]) give(call, claimed(call))
      return settled
    },
  }
}
