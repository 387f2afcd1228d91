import type { Code } from './bundle.ts'
import { findRuntime } from './find-runtime.ts'
import { nodeOffers, webOffers } from './offers.ts'
import { type Runtime, runtimeOf } from './runtime.ts'
import { startProgram } from './start-program.ts'

// Nothing is fetched from anywhere, and a permission that is missing is an error.
const ALONE = '--no-remote --no-npm --cached-only --no-config --no-lock --no-prompt'.split(' ')

/** Deno, with what it is tried with. */
export function deno(code: Code = 'source'): Runtime {
  const found = findRuntime('@deno/linux-x64-glibc')
  const offers = [...webOffers('deno'), ...nodeOffers]
  return runtimeOf('Deno', found, code, offers, (path, bundle, env) => {
    // Core asks for one variable; Express asks for many.
    const isExpress = env.SERVICE === 'express'
    const allowed = `--allow-env${isExpress ? '' : '=WAYBILL_TARGETS,SERVICE,OPTIONS'}`
    const args = ['run', ...ALONE, '--allow-net', allowed, bundle]
    return startProgram({ path, args, env, port: /port (\d+)/ })
  })
}
