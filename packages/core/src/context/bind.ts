import type { ListedWaybill, Waybill } from '../forward/waybill.ts'
import { enter, isExtended, store } from './store.ts'

type AnyFunction = (this: never, ...args: never[]) => unknown
type Emit = (event: string | symbol, ...args: unknown[]) => boolean

/** What node:events calls an emitter, as far as it is used here. */
export interface Emitter {
  emit: Emit
  listenerCount?(event: string | symbol): number
}

// An event that only a bound `emit` knows. On the global registry, so that another copy of this package binds anew what
// this one has bound.
const UNBOUND = Symbol.for('@waybill/core.unbound')

/**
 * Makes a function run with the waybill that is current now, whoever calls it later: a pool, a queue, an emitter.
 * Outside a request it makes the function run outside one.
 */
export function bind<F extends AnyFunction>(fn: F): F {
  // A closure of our own: AsyncLocalStorage.bind costs a hundred times as much to make.
  const waybill = store.getStore()
  return function bound(this: unknown, ...args: unknown[]): unknown {
    return isExtended(waybill)
      ? enterCall(waybill, fn, this, args)
      : store.run(waybill, Reflect.apply, fn, this, args)
  } as unknown as F
}

/**
 * Makes all listeners of an emitter run with the waybill that is current now: those of a request whose body comes
 * later run outside it otherwise. Binding once more replaces the binding.
 * @param other bound with it, by the same function if it can serve both: it lives as long as they do
 * @returns the emitter itself
 */
export function bindEmitter<E extends Emitter>(emitter: E, other?: Emitter): E {
  const waybill = store.getStore()
  const emit = unboundEmit(emitter)
  emitter.emit = emitIn(waybill, emit)
  if (other) {
    const otherEmit = unboundEmit(other)
    other.emit = otherEmit === emit ? emitter.emit : emitIn(waybill, otherEmit)
  }
  return emitter
}

function emitIn(waybill: Waybill | undefined, emit: Emit): Emit {
  // A closure, since each property that is set on a request of Express makes V8 a new kind of object.
  return function emitInContext(this: Emitter, ...args) {
    if (args[0] === UNBOUND && args[1] === emitInContext) return emit as never
    // Most events of a request have no listener, and to run a store takes longer than all else here.
    if (waybill === store.getStore() || this.listenerCount?.(args[0]) === 0)
      return Reflect.apply(emit, this, args)
    return isExtended(waybill)
      ? enterCall(waybill, emit, this, args)
      : store.run(waybill, Reflect.apply, emit, this, args)
  }
}

/** The `emit` of an emitter as it was before it was bound. */
function unboundEmit(emitter: Emitter): Emit {
  const { emit } = emitter
  if (!Object.hasOwn(emitter, 'emit')) return emit
  try {
    // With itself, so that what somebody has put around a bound one stays.
    const unbound: unknown = emitter.emit(UNBOUND, emit)
    return typeof unbound === 'function' ? (unbound as Emit) : emit
  } catch {
    return emit
  }
}

// Apart from the callers, where the closure would take memory at each call that does not make it.
function enterCall<R>(
  waybill: ListedWaybill,
  fn: (...args: never[]) => R,
  self: unknown,
  args: readonly unknown[],
): R {
  return enter(waybill, () => Reflect.apply(fn, self, args) as R)
}
