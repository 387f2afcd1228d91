import { enter, isExtended, store } from './store.ts'

type AnyFunction = (this: never, ...args: never[]) => unknown

interface Emitter {
  emit(event: string | symbol, ...args: unknown[]): boolean
  listenerCount?(event: string | symbol): number
}

// On the global registry, so that another copy of this package binds anew what this one has bound.
const UNBOUND = Symbol.for('@waybill/core.unbound')

type Emit = Emitter['emit'] & { [UNBOUND]?: Emitter['emit'] }

/**
 * Makes a function run with the waybill that is current now, whoever calls it later: a pool, a queue, an emitter.
 * Outside a request it makes the function run outside one.
 */
export function bind<F extends AnyFunction>(fn: F): F {
  // A closure of our own: AsyncLocalStorage.bind costs a hundred times as much to make.
  const waybill = store.getStore()
  return function bound(this: unknown, ...args: unknown[]): unknown {
    return isExtended(waybill)
      ? enter(waybill, () => Reflect.apply(fn, this as never, args as never))
      : store.run(waybill, Reflect.apply, fn, this, args)
  } as unknown as F
}

/**
 * Makes all listeners of an emitter run with the waybill that is current now: those of a request whose body comes
 * later run outside it otherwise. Binding once more replaces the binding.
 * @returns the emitter itself
 */
export function bindEmitter<E extends Emitter>(emitter: E): E {
  const waybill = store.getStore()
  const bound: Emit = emitter.emit
  const emit = bound[UNBOUND] ?? bound
  // A closure, since each property that is set on a request of Express makes V8 a new kind of object.
  const emitInContext: Emit = function emitInContext(this: Emitter, ...args): boolean {
    // Most events of a request have no listener, and to run a store takes longer than all else here.
    if (waybill === store.getStore() || this.listenerCount?.(args[0]) === 0)
      return Reflect.apply(emit, this, args)
    return isExtended(waybill)
      ? enter(waybill, () => Reflect.apply(emit, this, args))
      : store.run(waybill, Reflect.apply, emit, this, args)
  }
  emitInContext[UNBOUND] = emit
  emitter.emit = emitInContext
  return emitter
}
