import { capture, definePolicy, type PolicyOptions, run } from '@waybill/core'

/** Runs a function as if it handled a request that came with these headers. */
export function inRequest<R>(
  headers: Record<string, string>,
  fn: () => R,
  options?: PolicyOptions,
): R {
  return run(capture(definePolicy(options), headers), fn)
}
