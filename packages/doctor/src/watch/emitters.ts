import { EventEmitter } from 'node:events'
import type { Inbound } from './model.ts'
import { scopes } from './scope.ts'
import { keepStack } from './stack.ts'

type Listener = (...args: unknown[]) => unknown
type Emit = (this: object, event: string | symbol, ...args: unknown[]) => boolean
type Register = (this: object, event: string | symbol, listener: Listener) => unknown

interface Registration {
  readonly inbound: Inbound
  readonly stack: Error
}

const METHODS = ['on', 'addListener', 'prependListener'] as const
const FRAMES = 20
const registrations = new WeakMap<object, WeakMap<Listener, Registration>>()

/** Tells which request has registered a listener that another one, or none, calls. Listeners stay the same functions. */
export function watchEmitters(): void {
  const prototype = EventEmitter.prototype as object as Record<
    (typeof METHODS)[number],
    Register
  > & { emit: Emit }
  for (const method of METHODS) {
    const register = prototype[method]
    prototype[method] = function registerListener(event, listener) {
      const owner = scopes.getStore()?.owner
      if (owner && typeof listener === 'function') remember(this, listener, owner)
      return register.call(this, event, listener)
    }
  }
  const { emit } = prototype
  prototype.emit = function emitWatched(event, ...args) {
    const known = registrations.get(this)
    const listeners =
      known && (this as { _events?: Record<string | symbol, unknown> })._events?.[event]
    if (!known || !listeners || event === 'error') return emit.call(this, event, ...args)
    if (typeof listeners === 'function') {
      const from = foreign(known, listeners as Listener)
      return from
        ? asOwner(from, event, () => emit.call(this, event, ...args))
        : emit.call(this, event, ...args)
    }
    const list = [...(listeners as Listener[])]
    if (capturesRejections(this) || !list.some((one) => foreign(known, one)))
      return emit.call(this, event, ...args)
    // What Node does with several listeners, with each in the request that has registered it.
    for (const listener of list) {
      const from = foreign(known, listener)
      if (from) asOwner(from, event, () => Reflect.apply(listener, this, args))
      else Reflect.apply(listener, this, args)
    }
    return true
  }
}

function remember(emitter: object, listener: Listener, inbound: Inbound): void {
  const known = registrations.get(emitter) ?? new WeakMap<Listener, Registration>()
  registrations.set(emitter, known)
  known.set(listener, { inbound, stack: keepStack(FRAMES) })
}

function foreign(
  known: WeakMap<Listener, Registration>,
  listener: Listener,
): Registration | undefined {
  const from = known.get(listener)
  return from && !from.inbound.isEnded && from.inbound !== scopes.getStore()?.owner
    ? from
    : undefined
}

function asOwner<R>({ inbound, stack }: Registration, event: string | symbol, fn: () => R): R {
  const handoff = { event: String(event), registered: stack, emitted: keepStack(FRAMES) }
  return scopes.run({ natural: scopes.getStore()?.natural, owner: inbound, handoff }, fn)
}

function capturesRejections(emitter: object): boolean {
  return Object.getOwnPropertySymbols(emitter).some(
    (key) => /kCapture|capture/.test(key.description ?? '') && Reflect.get(emitter, key) === true,
  )
}
