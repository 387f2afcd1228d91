import { createRequire } from 'node:module'
import { context, propagation } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3'
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import { bare } from './bare.ts'
import type { Subject } from './subject.ts'

/**
 * OpenTelemetry with B3 in several headers. With its SDK, spans are made and recorded, and no processor takes them: what
 * an exporter costs comes on top. Without, the API and the instrumentations alone.
 */
export function openTelemetry({ withSdk }: { withSdk: boolean }): Subject {
  const propagator = new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER })
  if (withSdk) new NodeTracerProvider().register({ propagator })
  else {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    propagation.setGlobalPropagator(propagator)
  }
  registerInstrumentations({
    instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()],
  })
  // It patches a module when `require` gives it out.
  createRequire(import.meta.url)('node:http')
  return bare
}
