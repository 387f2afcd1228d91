import { bun } from './bun.ts'
import type { Code } from './bundle.ts'
import { deno } from './deno.ts'
import type { Runtime } from './runtime.ts'
import { workerd } from './workerd.ts'

/** Every runtime that is not Node, with services on the sources of Waybill's packages, or on what is built of them. */
export function runtimesOf(code: Code): Runtime[] {
  return [bun(code), deno(code), workerd(code)]
}
