import { store } from './store.ts'

type AnyFunction = (this: never, ...args: never[]) => unknown

interface Emitter {
  emit(event: string | symbol, ...args: unknown[]): boolean
}

const UNBOUND = Symbol.for('@waybill/core.unbound')

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
  const waybill = store.getStore()
  const bound = emitter.emit as Emitter['emit'] & { [UNBOUND]?: Emitter['emit'] }
  const emit = bound[UNBOUND] ?? bound
  const emitInContext = function emitInContext(this: unknown, ...args: unknown[]): boolean {
    return store.run(waybill, Reflect.apply, emit, this, args) as boolean
  }
  emitInContext[UNBOUND] = emit
  emitter.emit = emitInContext
  return emitter
}
