import { createRequire } from 'node:module'
import { context, propagation, type TextMapPropagator, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3'
import type { FinishedSpan, PropagatorName, Setup } from '../../kit/setup.ts'
import { exporter, newProvider } from './tracer-provider.ts'

interface Sdk {
  use(name: PropagatorName): void
  /** The finished spans, when all that were started are. */
  spans(): Promise<FinishedSpan[]>
}

// The program and what is preloaded are two files, and each holds this code.
const KEY = Symbol.for('@waybill/test-opentelemetry.sdk')
const shared = globalThis as { [KEY]?: Sdk }

const b3 = () => new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER })
const w3c = () => [new W3CTraceContextPropagator(), new W3CBaggagePropagator()]

const propagators: Readonly<Record<PropagatorName, () => TextMapPropagator>> = {
  w3c: () => new CompositePropagator({ propagators: w3c() }),
  b3,
  both: () => new CompositePropagator({ propagators: [...w3c(), b3()] }),
}

/** The SDK that was started, if one was. */
export function startedSdk(): Sdk | undefined {
  return shared[KEY]
}

/** Starts the SDK of OpenTelemetry as its documents say, with an exporter that keeps the spans. */
export function startSdk({ propagator, http, undici, format }: Setup): Sdk {
  let open = 0
  let onClosed = () => undefined as unknown
  const counter = {
    onStart: () => {
      open++
    },
    onEnd: () => {
      if (--open === 0) onClosed()
    },
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  }
  trace.setGlobalTracerProvider(newProvider(counter))
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(propagators[propagator]())
  if (http) new HttpInstrumentation()
  if (undici) new UndiciInstrumentation()
  // Where a CommonJS module is in use already, the instrumentation sees it when somebody requires it once more.
  if (http && format === 'cjs') createRequire(process.argv[1] as string)('node:http')
  const sdk: Sdk = {
    use(name) {
      propagation.disable()
      propagation.setGlobalPropagator(propagators[name]())
    },
    async spans() {
      await new Promise<unknown>((resolve) => {
        onClosed = () => resolve(undefined)
        if (open === 0) resolve(undefined)
      })
      return exporter.getFinishedSpans().map((span) => ({
        name: span.name,
        kind: span.kind,
        ...ids(span.spanContext()),
        parent: span.parentSpanContext?.spanId,
        about: JSON.stringify(span.attributes),
      }))
    },
  }
  shared[KEY] = sdk
  return sdk
}

function ids({ traceId, spanId }: { traceId: string; spanId: string }) {
  return { traceId, spanId }
}
