import {
  type Baggage,
  type Context,
  context,
  createContextKey,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  trace,
} from '@opentelemetry/api'
import { current, type Waybill } from '@waybill/core'
import { addToBaggage } from './baggage-rules.ts'
import { manager } from './context-manager.ts'
import { readSpan } from './propagators.ts'
import type { Settings } from './settings.ts'

const OWNER = createContextKey('@waybill/opentelemetry.waybill')
// On the waybill, since a WeakMap of what lives so shortly costs ten times as much.
const REQUEST = Symbol('@waybill/opentelemetry.request')

type Known = Waybill & { [REQUEST]?: RequestContext }

/** The context that OpenTelemetry has, or should have, when the handling of a request begins. */
export class RequestContext {
  readonly settings: Settings
  /** What was active when it came in. */
  readonly outer: Context
  private readonly waybill: Waybill
  private whole: { context: Context; baggage: Baggage | undefined } | undefined

  constructor(waybill: Waybill, outer: Context, settings: Settings) {
    this.waybill = waybill
    this.outer = outer
    this.settings = settings
  }

  get context(): Context {
    return this.read().context
  }

  /** The baggage as it came in. */
  get baggage(): Baggage | undefined {
    return this.read().baggage
  }

  private read(): { context: Context; baggage: Baggage | undefined } {
    if (this.whole) return this.whole
    const { waybill, outer, settings } = this
    const owned = outer.setValue(OWNER, waybill)
    let read = owned
    try {
      // A span of this process is what an instrumentation of the server has made of the headers.
      if (!isLocal(outer)) read = readSpan(owned, waybill, settings)
    } catch {}
    const baggage = propagation.getBaggage(read)
    this.whole = { context: addToBaggage(read, waybill, settings.toBaggage), baggage }
    return this.whole
  }
}

/** Notes in which context of OpenTelemetry a request came in. */
export function remember(waybill: Waybill, settings: Settings): RequestContext {
  const active = context.active()
  // What only stands for the headers of another request is none of this one's.
  const isOther = active.getValue(OWNER) !== undefined && !isLocal(active)
  const request = new RequestContext(waybill, isOther ? ROOT_CONTEXT : active, settings)
  ;(waybill as Known)[REQUEST] = request
  return request
}

/** What is known of a request; `undefined` if its policy has no part of ours. */
export function requestOf(waybill: Waybill | undefined): RequestContext | undefined {
  return (waybill as Known | undefined)?.[REQUEST]
}

/** The active context where it is the request's, and else the one that the request began with. */
export function contextIn(waybill: Waybill, request: RequestContext): Context {
  const active = context.active()
  // A retry or a redirect of undici is sent from the context of another request.
  return current() === waybill || active.getValue(OWNER) === waybill ? active : request.context
}

/** Whether the active span was made in this process. */
export function isLocal(one: Context): boolean {
  const span = trace.getSpanContext(one)
  return span !== undefined && trace.isSpanContextValid(span) && !span.isRemote
}

/** Whether both are one span, or none. */
export function isSameSpan(one: SpanContext | undefined, other: SpanContext | undefined): boolean {
  return one?.spanId === other?.spanId && one?.traceId === other?.traceId
}

/** Runs a function of a request in its context of OpenTelemetry. */
export function enter<R>(waybill: Waybill, fn: () => R): R {
  // Our manager looks at the current waybill by itself, when somebody asks.
  const request = manager.isRegistered ? undefined : requestOf(waybill)
  if (!request || context.active().getValue(OWNER) === waybill) return fn()
  return context.with(request.context, () => {
    // Nobody manages contexts, so the one that was just entered is not active.
    if (context.active() !== request.context) manager.register(contextOfCurrent)
    return fn()
  })
}

function contextOfCurrent(waybill: Waybill | undefined): Context | undefined {
  return requestOf(waybill)?.context
}
