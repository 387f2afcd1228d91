import http, { IncomingMessage, ServerResponse } from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import type { Inbound } from './model.ts'
import { within } from './scope.ts'

type Emit = (this: object, event: string | symbol, ...args: unknown[]) => boolean

/** What is told of requests that come in. */
export interface InboundListener {
  onStart(inbound: Inbound): void
  onAnswer(inbound: Inbound): void
  onEnd(inbound: Inbound): void
}

const EVENTS = new Set<unknown>(['request', 'checkContinue', 'checkExpectation', 'upgrade'])
const byCarrier = new WeakMap<object, Inbound>()
const patched = new WeakSet<object>()
let count = 0

/** Watches every server of node:http, https and http2 in this process, also those that stand already. */
export function watchServers(listener: InboundListener): void {
  const secure = http2.Http2ServerRequest.prototype
  for (const prototype of [IncomingMessage.prototype, ServerResponse.prototype, secure])
    keepInRequest(prototype, listener)
  keepInRequest(http2.Http2ServerResponse.prototype, listener)
  watchAnswers(ServerResponse.prototype, listener)
  watchAnswers(http2.Http2ServerResponse.prototype, listener)
  const plain = http2.createServer()
  const tls = http2.createSecureServer()
  for (const prototype of [
    http.Server.prototype,
    https.Server.prototype,
    Object.getPrototypeOf(plain) as object,
    Object.getPrototypeOf(tls) as object,
  ])
    watchRequests(prototype, listener)
}

function watchRequests(prototype: object, listener: InboundListener): void {
  replaceEmit(prototype, (emit) => {
    return function emitRequest(this: object, event, ...args) {
      const [request, response] = args as [IncomingMessage?, ServerResponse?]
      if (!EVENTS.has(event) || !request || !Array.isArray(request.rawHeaders))
        return emit.call(this, event, ...args)
      const known = byCarrier.get(request)
      const inbound = known ?? begin(request)
      byCarrier.set(request, inbound)
      if (response && event !== 'upgrade') byCarrier.set(response, inbound)
      if (!known) listener.onStart(inbound)
      return within(inbound, () => emit.call(this, event, ...args))
    }
  })
}

/** Node calls the listeners of a body that comes late from outside the request. */
function keepInRequest(prototype: object, listener: InboundListener): void {
  replaceEmit(prototype, (emit) => {
    return function emitInRequest(this: object, event, ...args) {
      const inbound = byCarrier.get(this)
      if (!inbound) return emit.call(this, event, ...args)
      const result = within(inbound, () => emit.call(this, event, ...args))
      if (event === 'close' && 'statusCode' in this && 'writeHead' in this && !inbound.isEnded) {
        inbound.isEnded = true
        inbound.durationMs = performance.now() - inbound.startedAt
        inbound.status = Number(this.statusCode)
        listener.onEnd(inbound)
      }
      return result
    }
  })
}

function watchAnswers(prototype: { end: unknown }, listener: InboundListener): void {
  const end = prototype.end as (...args: unknown[]) => unknown
  prototype.end = function endAnswer(this: object, ...args: unknown[]) {
    const inbound = byCarrier.get(this)
    if (inbound && !inbound.isAnswered) {
      inbound.isAnswered = true
      listener.onAnswer(inbound)
    }
    return Reflect.apply(end, this, args)
  }
}

function replaceEmit(prototype: object, make: (emit: Emit) => Emit): void {
  if (patched.has(prototype)) return
  patched.add(prototype)
  const { emit } = prototype as { emit: Emit }
  Object.defineProperty(prototype, 'emit', {
    value: make(emit),
    writable: true,
    configurable: true,
    enumerable: false,
  })
}

function begin({ method, url, rawHeaders }: IncomingMessage): Inbound {
  const headers = new Map<string, string>()
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = String(rawHeaders[i]).toLowerCase()
    if (!headers.has(name)) headers.set(name, String(rawHeaders[i + 1]))
  }
  count += 1
  return {
    id: count,
    method: method ?? 'GET',
    path: String(url).replace(/[?#].*$/, ''),
    headers,
    startedAt: performance.now(),
    calls: [],
    made: [],
    crossings: [],
    promises: [],
    captures: 0,
    forwards: [],
    isAnswered: false,
    isEnded: false,
    isReported: false,
    durationMs: 0,
    status: undefined,
  }
}
