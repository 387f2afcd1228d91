import { createRequire } from 'node:module'
import { context, propagation, type TextMapPropagator, trace } from '@opentelemetry/api'
import {
  HttpInstrumentation,
  type HttpInstrumentationConfig,
} from '@opentelemetry/instrumentation-http'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import {
  BatchSpanProcessor,
  type ReadableSpan,
  type Sampler,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node'

const require = createRequire(import.meta.url)

export interface SdkOptions {
  propagator?: TextMapPropagator
  sampler?: Sampler
  exporter?: SpanExporter
  /** Which instrumentations are on. */
  server?: boolean
  http?: boolean
  undici?: boolean
  /** Of the instrumentation of servers. */
  ignore?: () => boolean
  /** Whether only the propagator and the instrumentations are there, and nothing that makes spans. */
  withoutProvider?: boolean
}

export interface Sdk {
  /** A span that was started, and may have ended since. */
  span(id: string | undefined): ReadableSpan | undefined
  readonly provider: NodeTracerProvider
  stop(): void
}

// One of each: what a second one finds when it requires a module, it takes for patched already.
const http = new HttpInstrumentation({ enabled: false })
const undici = new UndiciInstrumentation({ enabled: false })
// It takes hold of a module when that is required for the first time.
http.enable()
require('node:http')
require('node:https')
http.disable()

/** Registers a real SDK in this process, with its real instrumentations, as an application's own set-up would. */
export function startSdk(options: SdkOptions = {}): Sdk {
  const spans = new Map<string, ReadableSpan>()
  const started: SpanProcessor = {
    onStart: (span) => void spans.set(span.spanContext().spanId, span as never),
    onEnd() {},
    forceFlush: async () => {},
    shutdown: async () => {},
  }
  const provider = new NodeTracerProvider({
    spanProcessors: [
      started,
      ...(options.exporter ? [new BatchSpanProcessor(options.exporter)] : []),
    ],
    ...(options.sampler && { sampler: options.sampler }),
  })
  provider.register({ ...(options.propagator && { propagator: options.propagator }) })
  http.setConfig({
    disableIncomingRequestInstrumentation: !options.server,
    disableOutgoingRequestInstrumentation: !options.http,
    ...(options.ignore && { ignoreIncomingRequestHook: options.ignore }),
  } satisfies HttpInstrumentationConfig)
  undici.setConfig({ enabled: true })
  if (options.withoutProvider) trace.disable()
  const tracers = options.withoutProvider ? trace.getTracerProvider() : provider
  http.setTracerProvider(tracers)
  undici.setTracerProvider(tracers)
  if (options.server || options.http) http.enable()
  if (options.undici) undici.enable()
  return {
    span: (id) => spans.get(String(id)),
    provider,
    stop() {
      http.disable()
      if (options.undici) undici.disable()
      noSdk()
    },
  }
}

/** Leaves the API as it is when nothing was registered. */
export function noSdk(): void {
  trace.disable()
  context.disable()
  propagation.disable()
}
