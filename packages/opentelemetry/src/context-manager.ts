import { AsyncLocalStorage } from 'node:async_hooks'
import { type Context, type ContextManager, context, ROOT_CONTEXT } from '@opentelemetry/api'
import { current, type Waybill } from '@waybill/core'

type ContextOf = (waybill: Waybill | undefined) => Context | undefined

/**
 * Manages OpenTelemetry's contexts where nothing else does: active is what `with` has set in the current request, or
 * else the context that the request came with, which is only made when somebody asks.
 */
class WaybillContextManager implements ContextManager {
  isRegistered = false
  private isRefused = false
  private contextOf: ContextOf = () => undefined
  private readonly entered = new AsyncLocalStorage<{
    waybill: Waybill | undefined
    context: Context
  }>()

  /** Registers itself, once. */
  register(contextOf: ContextOf): void {
    if (this.isRefused) return
    this.contextOf = contextOf
    this.isRegistered = context.setGlobalContextManager(this)
    this.isRefused = !this.isRegistered
  }

  active(): Context {
    const waybill = current()
    const entered = this.entered.getStore()
    if (entered && entered.waybill === waybill) return entered.context
    return this.contextOf(waybill) ?? ROOT_CONTEXT
  }

  /** Whether something was made active in a request, by the code that runs now. */
  hasEntered(waybill: Waybill): boolean {
    return this.entered.getStore()?.waybill === waybill
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.entered.run({ waybill: current(), context }, () => fn.apply(thisArg, args))
  }

  bind<T>(context: Context, target: T): T {
    if (typeof target === 'function') return this.bindFunction(context, target as never)
    const emitter = Object(target)
    if (typeof emitter.emit === 'function') emitter.emit = this.bindFunction(context, emitter.emit)
    return target
  }

  enable(): this {
    return this
  }

  disable(): this {
    this.isRegistered = false
    return this
  }

  private bindFunction<F extends (this: never, ...args: never[]) => unknown>(
    context: Context,
    fn: F,
  ): F {
    const enter = this.with.bind(this)
    return Object.defineProperty(
      function boundToContext(this: unknown, ...args: unknown[]): unknown {
        return enter(context, () => Reflect.apply(fn, this, args))
      },
      'length',
      { value: fn.length },
    ) as unknown as F
  }
}

export const manager = new WaybillContextManager()
