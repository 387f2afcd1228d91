import { isTraceHeader } from './known-headers.ts'
import { callerOf } from './lost.ts'
import type { Call, Crossing, Inbound } from './model.ts'
import { currentResource, lineOf, nearestOwnStack, type Resource } from './resources.ts'
import { scopes } from './scope.ts'
import { type Frame, framesOf, keepStack, ownFrames } from './stack.ts'

const FRAMES = 60
const MOST_CROSSINGS = 200

/** The place in the app's own code where a call was made, to the column. */
export function siteOf({ place }: Call): Frame | undefined {
  const stack = nearestOwnStack(place.stack, place.resource)
  return stack && ownFrames(stack)[0]
}

/**
 * A request is answered by code that runs in another context: what was called on the way there, was called for it, and
 * in the wrong place.
 */
export function claimByAnswer(inbound: Inbound): void {
  if (scopes.getStore()?.owner === inbound) return
  const end = keepStack(FRAMES)
  for (const one of lineOf(currentResource())) {
    const call = one.calls.findLast((call) => isForeign(call, inbound) && isLikely(call, end))
    if (call) move(call, inbound)
    if (call || one.calls.length > 0 || one.scope?.owner === inbound) return
  }
}

/** Notes a promise of a request that the code of another one, or of none, resolves. */
export function noteCrossing(promise: Resource): void {
  const inbound = promise.scope?.owner
  if (!inbound || inbound.crossings.length >= MOST_CROSSINGS) return
  const crossing: Crossing = {
    created: promise,
    resolved: keepStack(FRAMES),
    resource: currentResource(),
    at: performance.now(),
  }
  inbound.crossings.push(crossing)
}

/**
 * A request waits for a promise that a batch or a queue resolves, in whose functions a call was made meanwhile: it was
 * made for this request, too.
 */
export function claimByPromise(inbound: Inbound): void {
  if (inbound.calls.some(({ claim }) => claim)) return
  for (const { created, resolved, resource } of inbound.crossings) {
    for (const one of lineOf(resource)) {
      const call = one.calls.find(
        (call) =>
          call.startedAt >= created.at && isForeign(call, inbound) && hasSameWorker(call, resolved),
      )
      if (!call) continue
      inbound.calls.push({
        ...call,
        claim: { by: inbound, how: 'promise', through: created.stack },
      })
      return
    }
  }
}

/**
 * Gives a call to the request whose headers it carries, where the doctor's own store is the one that is wrong: a
 * callback that the app has bound, or an interceptor of undici that repeats a call when a connection becomes free.
 */
export function giveToOwner(call: Call, recent: readonly Inbound[]): void {
  const { scope, stack, waybill } = call.place
  const given = traceHeadersOf(call)
  if (call.claim || given.length === 0) return
  const isBound = given.every(([name, value]) => waybill?.get(name) === value)
  const isRepeated = () =>
    framesOf(stack).some(({ file }) => /(redirect|retry)-handler\.js$/.test(file))
  if (!isBound && !isRepeated()) return
  const isOf = ({ headers }: Inbound) => given.every(([name, value]) => headers.get(name) === value)
  if (scope && isOf(scope.owner)) return
  const owner = recent.find(isOf)
  if (owner) hand(call, owner)
}

function traceHeadersOf({ wire }: Call): [string, string | undefined][] {
  return [...(wire ?? [])].flatMap(([name, [value]]) =>
    isTraceHeader(name) ? [[name, value]] : [],
  )
}

function hand(call: Call, inbound: Inbound): void {
  const before = call.owner?.calls
  const index = before?.indexOf(call) ?? -1
  if (index >= 0) before?.splice(index, 1)
  call.owner = inbound
  inbound.calls.push(call)
}

function isForeign(call: Call, inbound: Inbound): boolean {
  const site = siteOf(call)
  return (
    call.startedAt >= inbound.startedAt &&
    call.owner !== inbound &&
    !call.claim &&
    !inbound.calls.some((own) => own.claim === undefined && isSame(siteOf(own), site))
  )
}

/** Whether a call was made for the request that is answered here, rather than by who has called its callback. */
function isLikely(call: Call, end: Error): boolean {
  const site = siteOf(call)
  const { natural } = call.place.scope ?? {}
  // What runs in another request's context is that request's own, unless it makes the same call several times.
  if (natural) return natural.made.filter((one) => isSame(siteOf(one), site)).length > 1
  const [, ...outer] = ownFrames(end)
  return !outer.some((one) => one.name !== '' && isWithin(one, site))
}

/** Whether the app's function that has made a call was called by what resolves a promise now. */
function hasSameWorker(call: Call, resolved: Error): boolean {
  const [resolver] = framesOf(resolved)
  if (!resolver) return false
  if (resolver.library !== undefined)
    return callerOf(call.place.stack)?.library === resolver.library
  const worker = ownFrames(resolved).find(({ name }) => name !== '')
  return worker !== undefined && ownFrames(call.place.stack).some((one) => isWithin(one, worker))
}

function move(call: Call, inbound: Inbound): void {
  call.claim = { by: inbound, how: 'answer', through: undefined }
  hand(call, inbound)
}

function isSame(one: Frame | undefined, other: Frame | undefined): boolean {
  return (
    one !== undefined &&
    one.file === other?.file &&
    one.line === other.line &&
    one.column === other.column
  )
}

function isWithin(one: Frame, other: Frame | undefined): boolean {
  return one.file === other?.file && one.name === other.name
}
