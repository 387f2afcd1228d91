import { createRequire, register } from 'node:module'
import { pathToFileURL } from 'node:url'

// As `node --experimental-loader @opentelemetry/instrumentation/hook.mjs`, which is deprecated.
const beside = createRequire(import.meta.url).resolve('@opentelemetry/instrumentation-http')
const hook = createRequire(beside).resolve('@opentelemetry/instrumentation/hook.mjs')
register(pathToFileURL(hook))
