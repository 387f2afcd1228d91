import {
  type Carrier,
  capture,
  definePolicy,
  type Policy,
  type PolicyOptions,
  run,
} from '@waybill/core'

/**
 * Runs a function as if it handled a request that came with these headers: whatever it calls carries them on, and
 * `current()` knows them. For tests of code that has no server around it.
 * @param options those of the service under test, or its policy
 * @returns what the function returns
 * @throws TypeError for wrong options
 */
export function withHeaders<R>(headers: Carrier, fn: () => R, options?: PolicyOptions | Policy): R {
  return run(capture(definePolicy(options), headers), fn)
}
