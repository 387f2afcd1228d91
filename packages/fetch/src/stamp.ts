import { current, type Waybill } from '@waybill/core'
import type { DispatchOptions } from './dispatcher.ts'

const STAMP = Symbol.for('@waybill/fetch.stamp.1')

interface Stamped extends DispatchOptions {
  readonly [STAMP]?: Waybill | null
}

/**
 * Writes the caller's waybill on a request, once. Pools, redirects and retries send it later, from the context of
 * another request; interceptors copy the options, and the stamp with them.
 */
export function stamp(
  options: DispatchOptions,
  waybill: Waybill | undefined = current(),
): DispatchOptions {
  return (options as Stamped)[STAMP] === undefined
    ? ({ ...options, [STAMP]: waybill ?? null } as Stamped)
    : options
}

/** The waybill that was stamped on a request. */
export function stampOf(options: DispatchOptions): Waybill | undefined {
  return (options as Stamped)[STAMP] ?? undefined
}
