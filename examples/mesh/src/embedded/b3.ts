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
// otherwise: where the caller leaves sampling open the request id decides, debug is no state of its
// own, short ids are filled up, b3 is written back where it was read.
const propagator = new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER })
const samplingKey = createContextKey('whether spans are reported')

const wholeTraceId = '(?:[0-9a-f]{16}|[0-9a-f]{32})'
const singleHeader = new RegExp(
  `^(${wholeTraceId}-[0-9a-f]{16})(?:-([01d])(?:-[0-9a-f]{16})?)?$`,
  'i',
)

/**
 * The caller's trace context; empty when there is none, `undefined` when it is malformed. What the
 * caller leaves open on sampling is as `isTraced` says.
 */
export function extractContext(headers: HeaderList, isTraced: boolean): Context | undefined {
  // Only the first value counts where a header is repeated.
  const single = valuesOf(headers, 'b3')[0]
  return single === undefined
    ? fromSeveralHeaders(headers, isTraced)
    : fromSingleHeader(single, isTraced)
}

/** Whether the spans under a context are reported. */
export function isSampledBy(context: Context): boolean {
  return context.getValue(samplingKey) === true
}

/**
 * The headers with the context of a span, as Envoy 1.40 writes it: in the form it was read from, the
 * other one left as it came, and never `x-b3-flags`.
 */
export function injectContext(headers: HeaderList, span: Span, parent: Context): HeaderList {
  if (valuesOf(headers, 'b3').length > 0) return withHeader(headers, 'b3', singleOf(span, parent))
  const carrier: Record<string, string> = {}
  propagator.inject(trace.setSpan(ROOT_CONTEXT, span), carrier, defaultTextMapSetter)
  const parentId = trace.getSpanContext(parent)?.spanId
  if (parentId !== undefined) carrier['x-b3-parentspanid'] = parentId
  return Object.entries(carrier).reduce<HeaderList>(
    (list, [name, value]) => withHeader(list, name, asShortAsItCame(name, value)),
    headers,
  )
}

function singleOf(span: Span, parent: Context): string {
  const { traceId, spanId } = span.spanContext()
  const ids = `${asShortAsItCame('x-b3-traceid', traceId)}-${spanId}-${bit(isSampledBy(parent))}`
  const parentId = trace.getSpanContext(parent)?.spanId
  return parentId === undefined ? ids : `${ids}-${parentId}`
}

function fromSingleHeader(value: string, isTraced: boolean): Context | undefined {
  if (/^[01d]$/.test(value)) return withSampling(value !== '0')
  const [, ids, state] = singleHeader.exec(value) ?? []
  if (ids === undefined) return undefined
  const isSampled = state === undefined ? isTraced : state !== '0'
  return withIds({ b3: `${ids.toLowerCase()}-${bit(isSampled)}` }, isSampled)
}

function fromSeveralHeaders(headers: HeaderList, isTraced: boolean): Context | undefined {
  const first = (name: string) => valuesOf(headers, name)[0]
  const sampled = first('x-b3-sampled')
  const isSampled = sampled === undefined ? isTraced : sampled === '1' || sampled === 'true'
  const [trace, span, parent] = ['traceid', 'spanid', 'parentspanid'].map((id) =>
    first(`x-b3-${id}`),
  )
  if (trace === undefined || span === undefined) return withSampling(isSampled)
  const [traceId, spanId] = [trace.length === 32 ? id128(trace) : id64(trace), id64(span)]
  if (traceId === undefined || spanId === undefined) return undefined
  if (parent && id64(parent) === undefined) return undefined
  const ids = { 'x-b3-traceid': traceId, 'x-b3-spanid': spanId }
  return withIds({ ...ids, 'x-b3-sampled': bit(isSampled) }, isSampled)
}

/** An id of 64 bits, read as a number: it may have fewer digits than 16, or zeros in front. */
function id64(text: string): string | undefined {
  const [, digits] = /^0*([0-9a-f]{1,16})$/i.exec(text) ?? []
  return digits?.toLowerCase().padStart(16, '0')
}

function id128(text: string): string | undefined {
  return /^[0-9a-f]{32}$/i.test(text) ? text.toLowerCase() : undefined
}

function withIds(carrier: Record<string, string>, isSampled: boolean): Context | undefined {
  const context = propagator.extract(withSampling(isSampled), carrier, defaultTextMapGetter)
  return trace.getSpanContext(context) === undefined ? undefined : context
}

function withSampling(isSampled: boolean): Context {
  return ROOT_CONTEXT.setValue(samplingKey, isSampled)
}

function bit(isSampled: boolean): string {
  return isSampled ? '1' : '0'
}

// OpenTelemetry fills an id of 64 bits up to 128; Envoy leaves it as it came.
function asShortAsItCame(name: string, value: string): string {
  return name === 'x-b3-traceid' ? value.replace(/^0{16}/, '') : value
}
