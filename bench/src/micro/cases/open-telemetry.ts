import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type TextMapPropagator,
} from '@opentelemetry/api'
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core'
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3'
import type { Case, Cases } from './case.ts'

const b3Multi = new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER })

/** OpenTelemetry's propagators: extract from a request's headers, inject into those of a call. */
export const openTelemetry: Cases = {
  'otel: B3 multi': extractInject('B3 in several headers', b3Multi),
  'otel: B3 single': {
    ...extractInject(
      'B3 in its single header',
      new B3Propagator({ injectEncoding: B3InjectEncoding.SINGLE_HEADER }),
    ),
    carrier: 'single',
  },
  'otel: W3C': extractInject('traceparent and tracestate', new W3CTraceContextPropagator()),
  'otel: composite': extractInject(
    'W3C trace context, baggage and B3 multi',
    new CompositePropagator({
      propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator(), b3Multi],
    }),
  ),
}

function extractInject(about: string, propagator: TextMapPropagator): Case {
  return {
    about: `extract + inject: ${about}`,
    prepare: (next) => () => {
      const extracted = propagator.extract(ROOT_CONTEXT, next().headers, defaultTextMapGetter)
      const headers: Record<string, string> = {}
      propagator.inject(extracted, headers, defaultTextMapSetter)
      return headers
    },
  }
}
