import type { Waybill } from '../forward/waybill.ts'
import { store } from './store.ts'

type AnyFunction = (this: never, ...args: never[]) => unknown

interface Emitter {
  emit(event: string | symbol, ...args: unknown[]): boolean
  listenerCount?(event: string | symbol): number
}

// On the global registry, so that another copy of this package binds anew what this one has bound.
const EMIT = Symbol.for('@waybill/core.emit')
const WAYBILL = Symbol.for('@waybill/core.waybill')

interface Bound extends Emitter {
  [EMIT]: Emitter['emit']
  [WAYBILL]: Waybill | undefined
}

/**
 * Makes a function run with the waybill that is current now, whoever calls it later: a pool, a queue, an emitter.
 * Outside a request it makes the function run outside one.
 */
export function bind<F extends AnyFunction>(fn: F): F {
  // A closure of our own: AsyncLocalStorage.bind costs a hundred times as much to make.
  const waybill = store.getStore()
  return function bound(this: unknown, ...args: unknown[]): unknown {
    return store.run(waybill, Reflect.apply, fn, this, args)
  } as unknown as F
}

/**
 * Makes all listeners of an emitter run with the waybill that is current now: those of a request whose body comes
 * later run outside it otherwise. Binding once more replaces the binding.
 * @returns the emitter itself
 */
export function bindEmitter<E extends Emitter>(emitter: E): E {
  const bound = emitter as E & Bound
  // One function for all emitters, with what it needs on the emitter: a request has two, and closures cost more.
  if (bound.emit !== emitInContext) {
    bound[EMIT] = bound.emit
    bound.emit = emitInContext
  }
  bound[WAYBILL] = store.getStore()
  return emitter
}

function emitInContext(this: Bound, ...args: [event: string | symbol, ...unknown[]]): boolean {
  const { [WAYBILL]: waybill, [EMIT]: emit } = this
  // Most events of a request have no listener, and to run a store takes longer than all else here.
  return waybill === store.getStore() || this.listenerCount?.(args[0]) === 0
    ? Reflect.apply(emit, this, args)
    : store.run(waybill, Reflect.apply, emit, this, args)
}
