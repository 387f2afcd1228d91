import type { Carrier } from '../capture/carrier.ts'
import type { HeaderExplanation } from '../forward/waybill.ts'
import type { CallTarget } from '../targets/decisions.ts'
import { current } from './store.ts'

/**
 * The headers of the current waybill that may be added to a call: lower-case name to value, in an object without a
 * prototype. Empty outside a request. It never throws.
 * @param target the call's absolute URL; several, where it goes through more than one place
 * @param already the headers that the caller has set, in any shape; they win, and so do their families
 */
export function forward(target: CallTarget, already?: Carrier): Record<string, string> {
  return Object.setPrototypeOf(current()?.forward(target, already) ?? {}, null)
}

/**
 * Says of every header of the policy, and every header that came in for it, whether a call to `target` would carry it,
 * and why. Names only, never a value. Empty outside a request.
 */
export function explain(target: CallTarget, already?: Carrier): HeaderExplanation[] {
  return current()?.explain(target, already) ?? []
}

/**
 * Sets a header that the application itself decides on (a tenant, the user after a login) for all further calls of the
 * current request; it goes where the rule of its name allows, or else where the policy does. `undefined` or a blank
 * text keeps the header from being forwarded.
 * @returns whether it took effect: not outside a request, nor with a name or value that cannot be carried
 */
export function setHeader(name: string, value: string | undefined): boolean {
  return current()?.set(name, value) ?? false
}
