import type { Call, Client, Place } from './model.ts'
import { currentResource } from './resources.ts'
import { scopes } from './scope.ts'
import { keepStack } from './stack.ts'
import { currentWaybill, takeForward } from './waybills.ts'

const FRAMES = 60
const MOST_CALLS = 20
type Listener = (call: Call) => void

let count = 0
let listener: Listener = () => {}

/** Sets who is told of each call, when its headers have gone out. */
export function onCallSent(told: Listener): void {
  listener = told
}

/** Keeps what is current here, where a call is made. */
export function placeHere(): Omit<Place, 'given'> {
  const scope = scopes.getStore()
  return {
    scope,
    stack: keepStack(FRAMES),
    resource: currentResource(),
    waybill: currentWaybill(),
    captures: scope?.owner.captures ?? 0,
  }
}

/** Notes a call as part of the request, and of the asynchronous thing, that it was made in. */
export function beginCall(
  client: Client,
  method: string,
  url: string,
  place: Omit<Place, 'given'>,
): Call {
  count += 1
  const call: Call = {
    id: count,
    client,
    method,
    url,
    place: { ...place, given: takeForward(originOf(url), place.scope?.owner) },
    startedAt: performance.now(),
    owner: place.scope?.owner,
    wire: undefined,
    status: undefined,
    location: undefined,
    claim: undefined,
  }
  const owner = place.scope?.owner
  owner?.calls.push(call)
  for (const made of [place.resource?.calls, place.scope?.natural?.made]) {
    made?.push(call)
    // A connection lasts, and makes the calls of many requests.
    if (made && made.length > MOST_CALLS) made.shift()
  }
  const natural = place.scope?.natural
  if (owner && natural !== owner)
    call.claim = { by: owner, how: 'listener', through: place.scope?.handoff?.emitted }
  return call
}

/** Notes what has gone out, which ends a call as far as headers are concerned. */
export function endCall(call: Call, headers: readonly (readonly [string, string])[]): void {
  if (call.wire) return
  const wire = new Map<string, string[]>()
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    wire.set(key, [...(wire.get(key) ?? []), value])
  }
  call.wire = wire
  listener(call)
}

/** The header lines of a request as HTTP/1 has them. */
export function readLines(text: string): [string, string][] {
  return text.split('\r\n').flatMap((line) => {
    const [, name, value] = /^([^\s:]+):\s?(.*)$/.exec(line) ?? []
    return name === undefined ? [] : [[name, value ?? '']]
  })
}

/** The origin of a URL; empty for what is none. */
export function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : ''
}
