import { createRequire } from 'node:module'
import zipkin from 'zipkin'
import zipkinExpress from 'zipkin-instrumentation-express'
import type { Subject } from './subject.ts'

// Neither has types.
const require = createRequire(import.meta.url)
const ClsContext = require('zipkin-context-cls') as new (
  namespace: string,
  supportsAsyncAwait: boolean,
) => zipkin.Context<zipkin.TraceId>
const wrapFetch = require('zipkin-instrumentation-fetch') as (
  fetch: typeof globalThis.fetch,
  options: { tracer: zipkin.Tracer; remoteServiceName: string },
) => typeof globalThis.fetch

const tracer = new zipkin.Tracer({
  ctxImpl: new ClsContext('zipkin', true),
  // Spans are made; nothing batches or sends them.
  recorder: { record() {} } as unknown as zipkin.Recorder,
  localServiceName: 'bench',
})
const zipkinFetch = wrapFetch(fetch, { tracer, remoteServiceName: 'upstream' })

/** zipkin-js; it has no wrapper for the client of node:http. */
export const zipkinJs: Subject = {
  express: {
    middleware: zipkinExpress.expressMiddleware({ tracer, port: 0 }),
    call(url) {
      return zipkinFetch(url)
    },
  },
}
