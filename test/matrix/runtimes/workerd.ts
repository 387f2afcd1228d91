import { mkdtemp, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Lacks } from '@waybill/testing'
import { type Code, temporaryFolder } from './bundle.ts'
import { findRuntime } from './find-runtime.ts'
import { webOffers } from './offers.ts'
import { type Environment, type Runtime, runtimeOf } from './runtime.ts'
import { startProgram } from './start-program.ts'

const LACKS: Lacks = {
  latin1:
    'Workers read the bytes of a header as UTF-8, so that what is none arrives as U+FFFD and is dropped',
}

const DATE = '2026-11-01'

/** Workers, by the runtime that Cloudflare runs them on. */
export function workerd(code: Code = 'source'): Runtime {
  const found = findRuntime('@cloudflare/workerd-linux-64')
  return runtimeOf(
    'Workers',
    found,
    code,
    webOffers('workerd', LACKS),
    async (path, bundle, env) => {
      const folder = await mkdtemp(join(temporaryFolder(), 'worker-'))
      const config = join(folder, 'config.capnp')
      await writeFile(config, configOf(bundle, env))
      // It tells its port to the descriptor.
      const args = ['serve', config, '--control-fd=3']
      return startProgram({ path, args, port: /"socket":"http","port":(\d+)/ })
    },
  )
}

function configOf(bundle: string, env: Environment): string {
  const bindings = Object.entries(env).map(
    ([name, text]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(text)})`,
  )
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "../${basename(bundle)}")],
  compatibilityDate = "${DATE}",
  compatibilityFlags = ["nodejs_compat"],
  bindings = [${bindings.join(', ')}],
);
`
}
