import { addWhenSent, type Request } from './add-when-sent.ts'

const WRAPPED = Symbol.for('@waybill/superagent.wrapped')

type Anything = (...args: unknown[]) => unknown

/**
 * Makes the calls of SuperAgent carry the headers of the request that is being handled, decided anew at each hop of a
 * redirect and at each retry. Headers that a call sets itself win. Takes SuperAgent, which stays as it is; an agent,
 * for all it sends from then on; or one call, as in `superagent.get(url).use(wrapSuperagent)`.
 * @returns for SuperAgent a new one, which shares all else; for an agent or a call the same
 */
export function wrapSuperagent<T extends object>(superagent: T): T {
  const { end, use } = Object(superagent) as { end?: unknown; use?: unknown }
  if (typeof end === 'function') addWhenSent(superagent as unknown as Request)
  else if (typeof use === 'function') {
    if (WRAPPED in superagent) return superagent
    Object.defineProperty(superagent, WRAPPED, { value: true })
    use.call(superagent, addWhenSent)
  } else if (typeof superagent === 'function' && 'Request' in superagent)
    return WRAPPED in superagent ? superagent : standIn(superagent)
  else {
    throw new TypeError(
      `@waybill/superagent: wrapSuperagent takes superagent, an agent or a call, got ${superagent && typeof superagent}; write wrapSuperagent(superagent)`,
    )
  }
  return superagent
}

/** SuperAgent as it is, but that all calls and agents it makes are wrapped. */
function standIn<T extends object>(superagent: T): T {
  return new Proxy(superagent, {
    apply: (make, _this, args) => call(make as unknown as Anything, args),
    has: (target, key) => key === WRAPPED || key in target,
    get(target, key) {
      const value: unknown = Reflect.get(target, key)
      if (typeof value !== 'function' || !Object.hasOwn(target, key) || key === 'Response')
        return value
      if (key === 'agent' || key === 'Request') {
        return new Proxy(value, {
          apply: (...args) => wrapSuperagent(Reflect.apply(...args)),
          construct: (...args) => wrapSuperagent(Reflect.construct(...args)),
        })
      }
      return function waybillMethod(...args: unknown[]): unknown {
        return call(value as Anything, args)
      }
    },
  })
}

function call(make: Anything, args: unknown[]): unknown {
  // Given a callback, SuperAgent sends the call at once.
  const callback = typeof args.at(-1) === 'function' ? args.pop() : undefined
  const request = make(...args) as Request
  addWhenSent(request)
  if (callback) request.end(callback)
  return request
}
