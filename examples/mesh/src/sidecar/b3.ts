import {
  type Context,
  createContextKey,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type Span,
  trace,
} from '@opentelemetry/api'
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3'
import { type HeaderList, valuesOf, withHeader } from './header-list.ts'

// OpenTelemetry's propagator does the reading and writing; around it stands what Envoy does
// otherwise: a missing sampling state is left open, debug is no state of its own, ids that are
// not well-formed are not guessed at.
const propagator = new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER })
const samplingKey = createContextKey('what the caller says on sampling')

const traceId = '(?:[0-9a-f]{16}|[0-9a-f]{32})'
const singleHeader = new RegExp(`^(${traceId}-[0-9a-f]{16})(?:-([01d])(?:-[0-9a-f]{16})?)?$`, 'i')
const wholeTraceId = new RegExp(`^${traceId}$`, 'i')

/** The caller's trace context; empty when there is none, `undefined` when it is malformed. */
export function extractContext(headers: HeaderList): Context | undefined {
  // Only the first value counts where a header is repeated.
  const single = valuesOf(headers, 'b3')[0]
  return single === undefined ? fromSeveralHeaders(headers) : fromSingleHeader(single)
}

/** What the caller decided on sampling, if anything. */
export function isSampledBy(context: Context): boolean | undefined {
  return context.getValue(samplingKey) as boolean | undefined
}

/** The headers with the context of a span, as Envoy writes it: never `b3`, never `x-b3-flags`. */
export function injectContext(headers: HeaderList, span: Span, parent: Context): HeaderList {
  const carrier: Record<string, string> = {}
  propagator.inject(trace.setSpan(ROOT_CONTEXT, span), carrier, defaultTextMapSetter)
  const parentId = trace.getSpanContext(parent)?.spanId
  if (parentId !== undefined) carrier['x-b3-parentspanid'] = parentId
  return Object.entries(carrier).reduce<HeaderList>(
    (list, [name, value]) => withHeader(list, name, asShortAsItCame(name, value)),
    headers,
  )
}

function fromSingleHeader(value: string): Context | undefined {
  if (/^[01d]$/.test(value)) return withSampling(value !== '0')
  const [, ids, state] = singleHeader.exec(value) ?? []
  if (ids === undefined) return undefined
  const isSampled = state === undefined ? undefined : state !== '0'
  return withIds({ b3: `${ids.toLowerCase()}-${bit(isSampled)}` }, isSampled)
}

function fromSeveralHeaders(headers: HeaderList): Context | undefined {
  const first = (name: string) => valuesOf(headers, name)[0]
  const sampled = first('x-b3-sampled')
  const isSampled = sampled === undefined ? undefined : sampled === '1' || sampled === 'true'
  const [trace, span, parent] = ['traceid', 'spanid', 'parentspanid'].map((id) =>
    first(`x-b3-${id}`),
  )
  if (trace === undefined || span === undefined) return withSampling(isSampled)
  if (!wholeTraceId.test(trace)) return undefined
  if (parent !== undefined && !/^([0-9a-f]{16})?$/i.test(parent)) return undefined
  const ids = { 'x-b3-traceid': trace.toLowerCase(), 'x-b3-spanid': span.toLowerCase() }
  return withIds({ ...ids, 'x-b3-sampled': bit(isSampled) }, isSampled)
}

function withIds(carrier: Record<string, string>, isSampled?: boolean): Context | undefined {
  const context = propagator.extract(withSampling(isSampled), carrier, defaultTextMapGetter)
  return trace.getSpanContext(context) === undefined ? undefined : context
}

function withSampling(isSampled?: boolean): Context {
  return ROOT_CONTEXT.setValue(samplingKey, isSampled)
}

function bit(isSampled: boolean | undefined): string {
  return isSampled === false ? '0' : '1'
}

// OpenTelemetry fills an id of 64 bits up to 128; Envoy leaves it as it came.
function asShortAsItCame(name: string, value: string): string {
  return name === 'x-b3-traceid' ? value.replace(/^0{16}/, '') : value
}
