import { EventEmitter } from 'node:events'
import { current, type Waybill } from '@waybill/core'
import { addToDispatch } from '../../fetch/src/add-to-dispatch.ts'
import type {
  Dispatch,
  Dispatcher,
  DispatchOptions,
  Interceptor,
} from '../../fetch/src/dispatcher.ts'
import { placeOf } from './dispatcher-place.ts'
import { replace, type Undo } from './replace.ts'
import type { Session } from './session.ts'

const CALL = Symbol('waybill')

/** Whose call it is, and what was decided for it last. */
interface Call {
  readonly waybill: Waybill | undefined
  /** The proxies that read it. */
  readonly proxies: readonly string[]
  readonly origin?: string
  readonly path?: string
  readonly headers?: unknown
}

type Called = DispatchOptions & { [CALL]?: Call }
type Compose = (...interceptors: unknown[]) => Dispatcher

/** Whether instances of a prototype are dispatchers of undici, from 6 on: all of them stand on one class. */
export function isDispatcher(prototype: object): boolean {
  for (let at = prototype; at; at = Object.getPrototypeOf(at)) {
    if (Object.getPrototypeOf(at) === EventEmitter.prototype)
      return ['dispatch', 'compose', 'close', 'destroy'].every((key) => Object.hasOwn(at, key))
  }
  return false
}

/**
 * Makes the dispatchers of a class carry headers. Each call is stamped where it is made, and headers are decided
 * wherever it comes by on its way: pools, redirects and retries send it later, from the context of another request.
 */
export function patchDispatchers(prototype: object, session: Session): Undo[] {
  const undos: Undo[] = []
  if (Object.hasOwn(prototype, 'compose')) {
    undos.push(
      replace<Compose>(prototype, 'compose', (compose) => {
        return function waybillCompose(this: Dispatcher, ...interceptors) {
          const add = adding(this, session)
          // An interceptor may turn a call to another place, and a cache must see what is added.
          const all = interceptors.flat().flatMap((one) => (one ? [one, add] : []))
          return Reflect.apply(compose(), this, session.isOn ? all : interceptors)
        }
      }),
    )
  } else if (Object.hasOwn(prototype, 'dispatch')) {
    undos.push(
      replace<Dispatch>(prototype, 'dispatch', (dispatch) => {
        return function waybillDispatch(this: Dispatcher, options, ...rest) {
          const call = session.isOn ? withCall(this, options) : options
          return Reflect.apply(dispatch(), this, [call, ...rest])
        }
      }),
    )
  }
  return undos
}

function adding(dispatcher: Dispatcher, session: Session): Interceptor {
  return function waybillInterceptor(next) {
    return function waybillDispatch(options, handler) {
      return next(session.isOn ? withCall(dispatcher, options) : options, handler)
    }
  }
}

function withCall(dispatcher: Dispatcher, options: Called): DispatchOptions {
  // What is wrong with it, undici says itself.
  if (typeof options !== 'object' || options === null) return options
  try {
    return decide(dispatcher, options)
  } catch {
    return options
  }
}

function decide(dispatcher: Dispatcher, options: Called): DispatchOptions {
  const { tied, proxyOf } = placeOf(dispatcher)
  const { path } = options
  const call = options[CALL]
  const waybill = call ? call.waybill : current()
  if (!waybill || waybill.isEmpty)
    return call ? options : ({ ...options, [CALL]: { waybill, proxies: [] } } as Called)
  const origin = options.origin ? String(options.origin) : tied
  const proxy = proxyOf?.(String(origin))
  const isDecided =
    call !== undefined &&
    proxy === undefined &&
    call.headers !== undefined &&
    call.headers === options.headers &&
    call.path === path &&
    call.origin === origin &&
    (tied === undefined || tied === origin)
  if (isDecided) return options
  const proxies = [...new Set([...(call?.proxies ?? []), ...(proxy === undefined ? [] : [proxy])])]
  const added = addToDispatch(
    waybill,
    options,
    tied === undefined ? [] : [tied],
    proxies.length > 0 ? () => proxies : undefined,
    undefined,
  ) as Called
  const result: Called = added === options ? { ...options } : added
  const decided = { waybill, proxies, origin, path, headers: result.headers }
  result[CALL] = decided as Call
  return result
}
