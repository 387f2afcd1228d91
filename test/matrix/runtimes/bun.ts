import type { Code } from './bundle.ts'
import { findRuntime } from './find-runtime.ts'
import { nodeOffers, webOffers } from './offers.ts'
import { type Runtime, runtimeOf } from './runtime.ts'
import { startProgram } from './start-program.ts'

/** Bun, with what it is tried with. */
export function bun(code: Code = 'source'): Runtime {
  const found = findRuntime('@oven/bun-linux-x64')
  return runtimeOf('Bun', found, code, [...webOffers('bun'), ...nodeOffers], (path, bundle, env) =>
    startProgram({ path, args: [bundle], env, port: /port (\d+)/ }),
  )
}
