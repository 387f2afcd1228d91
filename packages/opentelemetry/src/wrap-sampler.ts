import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api'
import { noteCall } from './call-target.ts'

/** A sampler of any version of OpenTelemetry's SDK. */
export interface SamplerLike<R = unknown> {
  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): R
  toString(): string
}

/**
 * Lets `WaybillPropagator` know where a call goes also when it is not sampled: its span then has no attributes, but the
 * sampler is asked with them.
 * @returns a sampler that decides as the given one
 */
export function wrapSampler<S extends SamplerLike>(sampler: S): S {
  return new Proxy(sampler, {
    get(target, key) {
      if (key !== 'shouldSample') {
        const value: unknown = Reflect.get(target, key)
        return typeof value === 'function' ? value.bind(target) : value
      }
      return function shouldSample(...args: Parameters<SamplerLike['shouldSample']>): unknown {
        const [, traceId, , kind, attributes] = args
        noteCall(traceId, kind, attributes)
        return target.shouldSample(...args)
      }
    },
  })
}
