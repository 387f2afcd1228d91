import type { Call, Inbound } from './model.ts'
import { lineOf, nearestOwnStack, type Resource } from './resources.ts'
import { type Frame, framesOf, ownFrames, placeOf } from './stack.ts'

/** Where a context was lost, and what helps. */
export interface Loss {
  readonly cause: string
  readonly because: readonly string[]
  readonly remedy: string
}

/** What lasts, so that it may work for several requests. */
const LASTING: Readonly<Record<string, string>> = {
  Timeout: 'a timer',
  Immediate: 'an immediate',
  TCPWRAP: 'a connection',
  TLSWRAP: 'a connection',
  PIPEWRAP: 'a connection',
  HTTP2SESSION: 'a connection',
  MESSAGEPORT: 'a message port',
  WORKER: 'a worker',
}

/** Says where a call lost the context of the request that it was made for. */
export function explainLoss(call: Call): Loss {
  const { scope, stack, resource } = call.place
  const handoff = scope?.handoff
  const inContext = describeContext(scope?.natural)
  const origin = originOf(resource, scope?.natural)
  if (handoff && call.claim?.how === 'listener')
    return {
      cause: `a listener of "${handoff.event}", registered in this request, was called ${inContext}`,
      because: [
        ...at('registered at', handoff.registered),
        ...at('emitted at', handoff.emitted),
        ...(scope?.natural ? [] : origin),
      ],
      remedy: 'wrap the listener where it is registered: bind(listener), from @waybill/core',
    }
  const caller = callerOf(stack)
  const called = caller ? [`called ${nameOf(caller)}${placeOf(caller)}`] : []
  if (call.claim?.how === 'promise') {
    const isQueue = /queue|limit|bottleneck|throttle/.test(caller?.library ?? caller?.name ?? '')
    return {
      cause: `a ${isQueue ? 'queue' : 'batch'} did the work of this request ${inContext}`,
      because: [...called, ...at('this request waits at', call.claim.through), ...origin],
      remedy: isQueue
        ? 'wrap the task where it is put in: bind(task), from @waybill/core'
        : 'make one loader for each request, or run what serves many outside of all: run(undefined, load)',
    }
  }
  return {
    cause: call.claim
      ? `a callback of this request was called ${inContext}`
      : `no waybill was current any more where the call was made`,
    because: [...called, ...origin],
    remedy:
      'wrap the callback where it is handed over: bind(callback), from @waybill/core; or await a promise',
  }
}

/** The frame that has called the app's function which makes the call: of another function, or of a library. */
export function callerOf(stack: Error): Frame | undefined {
  const frames = framesOf(stack)
  const first = frames.findIndex(({ library }) => library === undefined)
  if (first < 0) return undefined
  const own = frames[first] as Frame
  return frames
    .slice(first + 1)
    .find((one) => one.library !== undefined || one.name !== own.name || one.file !== own.file)
}

function describeContext(natural: Inbound | undefined): string {
  return natural
    ? `in the context of another one (${natural.method} ${natural.path})`
    : 'outside of any request'
}

/** What was made outside of the request and has led to the call. */
function originOf(resource: Resource | undefined, natural: Inbound | undefined): string[] {
  const line = [...lineOf(resource)].filter(({ scope, stack }) => {
    return scope?.natural === natural && ownFrames(stack).length > 0
  })
  const origin = line.find(({ type }) => type in LASTING)
  if (origin) return at(`by ${LASTING[origin.type]}, made at`, origin.stack)
  const first = line.at(-1)
  return first && !natural ? at('by what was begun at', first.stack) : []
}

function at(words: string, stack: Error | undefined): string[] {
  const own = stack && nearestOwnStack(stack, undefined)
  const frame = own && ownFrames(own)[0]
  return frame ? [`${words} ${placeOf(frame)}`] : []
}

function nameOf({ name, library }: Frame): string {
  const whole = [library, name].filter(Boolean).join(', ')
  return whole ? `by ${whole} at ` : 'at '
}
