import { bindEmitter, type Policy } from '@waybill/core'
import { waybill } from '../../http/src/server.ts'
import { replace, type Undo } from './replace.ts'
import type { Session } from './session.ts'

type Emit = (this: Server, event: string | symbol, ...args: unknown[]) => boolean
type Listener = (this: Server, ...args: unknown[]) => unknown
type Emitter = Parameters<typeof bindEmitter>[0]

interface Server {
  listenerCount(event: string): number
}

/** What one request comes with: a request or a stream, and the response or the socket of it. */
interface Incoming extends Emitter {
  readonly stream?: object
}

const EVENTS = ['request', 'checkContinue', 'checkExpectation', 'upgrade', 'connect', 'stream']

// Shared by all servers: a framework may pass a request on to another one.
const seen = new WeakSet<object>()

/** Whether a prototype is that of the servers of node:http, https or http2. */
export function isServer(prototype: object): boolean {
  // Each has one of these as its own; the servers of node:net and node:tls have neither.
  return (
    'getConnections' in prototype &&
    (Object.hasOwn(prototype, 'closeIdleConnections') || Object.hasOwn(prototype, 'updateSettings'))
  )
}

/** Makes the servers of a class capture each request's headers, for all its listeners. */
export function patchServers(prototype: object, session: Session): Undo {
  return replace<Emit>(prototype, 'emit', (emit) => {
    const entering = new Map(EVENTS.map((event) => [event, enter(event, emit, session.policy)]))
    return function waybillEmit(this: Server, event, ...args) {
      const handle = session.isOn && entering.get(event as string)
      return handle && isIncoming(args) && !isPassedOn(this, event, ...args)
        ? (handle.apply(this, args) as boolean)
        : Reflect.apply(emit(), this, [event, ...args])
    }
  })
}

function enter(event: string, emit: () => Emit, policy: Policy): Listener {
  return waybill(function emitInContext(this: Server, ...args: unknown[]) {
    return Reflect.apply(emit(), this, [event, ...args])
  }, policy) as Listener
}

function isIncoming(args: unknown[]): args is [Incoming, Emitter] {
  const [first, second, , rawHeaders] = args as [Partial<Incoming>?, object?, unknown?, unknown?]
  if (typeof first?.emit !== 'function' || typeof second !== 'object') return false
  const isRequest = Array.isArray((first as { rawHeaders?: unknown }).rawHeaders)
  return isRequest
    ? typeof (second as Partial<Emitter> | null)?.emit === 'function'
    : Array.isArray(rawHeaders)
}

/** Whether a request is in its context already, or is to come into it by another event. */
function isPassedOn(
  server: Server,
  event: string | symbol,
  incoming: Incoming,
  response: Emitter,
): boolean {
  // http2 makes requests of streams: it listens for them itself, and is alone with that, as a rule.
  const isForRequests =
    event === 'stream' && server.listenerCount(event) === 1 && server.listenerCount('request') > 0
  if (isForRequests || seen.has(incoming)) return true
  seen.add(incoming)
  const { stream } = incoming
  if (!stream || !seen.has(stream)) return false
  bindEmitter(incoming, response)
  return true
}
