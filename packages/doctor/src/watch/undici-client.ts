import diagnostics from 'node:diagnostics_channel'
import { beginCall, endCall, placeHere, readLines } from './calls.ts'
import type { Call, Place } from './model.ts'
import { onLoad } from './modules.ts'

interface UndiciRequest {
  readonly origin?: string | URL
  readonly path: string
  readonly method: string
}

type Dispatch = (this: object, options: object, handler: object) => boolean

const calls = new WeakMap<object, Call>()
const callers = new WeakMap<object, Omit<Place, 'given'>>()
const patched = new WeakSet<object>()
/** Where the dispatch that runs now was asked for, which a pool may do much later. */
let caller: Omit<Place, 'given'> | undefined

/** Watches what the global fetch and undici send. */
export function watchUndici(): void {
  // Makes Node load its own undici, and with it the dispatcher that everything else descends from.
  void globalThis.Response
  for (const version of [1, 2]) {
    const dispatcher = Reflect.get(globalThis, Symbol.for(`undici.globalDispatcher.${version}`))
    if (dispatcher) watchDispatch(dispatcher)
  }
  onLoad(/^undici|[/\\]undici/, (loaded) => {
    const { Client, Dispatcher } = loaded as { Client?: unknown; Dispatcher?: unknown }
    if (typeof Client === 'function' && Dispatcher) watchDispatch(Client.prototype)
  })
  diagnostics.subscribe('undici:request:create', (message) => {
    const { request } = message as { request: UndiciRequest }
    const url = String(request.origin ?? '').replace(/\/$/, '') + request.path
    if (request.method !== 'CONNECT')
      calls.set(request, beginCall('undici', request.method, url, caller ?? placeHere()))
  })
  diagnostics.subscribe('undici:client:sendHeaders', (message) => {
    const { request, headers } = message as { request: object; headers: unknown }
    const call = calls.get(request)
    if (call && typeof headers === 'string') endCall(call, readLines(headers))
  })
  diagnostics.subscribe('undici:request:headers', (message) => {
    const { request, response } = message as {
      request: object
      response: { statusCode: number; headers: readonly Uint8Array[] }
    }
    const call = calls.get(request)
    if (!call) return
    call.status = response.statusCode
    const texts = response.headers.map(String)
    const at = texts.findIndex((text, i) => i % 2 === 0 && text.toLowerCase() === 'location')
    if (at >= 0) call.location = texts[at + 1]
  })
}

function watchDispatch(dispatcher: object): void {
  for (
    let prototype: object | null = dispatcher;
    prototype;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    if (!Object.hasOwn(prototype, 'dispatch') || patched.has(prototype)) continue
    patched.add(prototype)
    const { dispatch } = prototype as { dispatch: Dispatch }
    if (!/DispatcherBase/.test(prototype.constructor?.name ?? '')) continue
    Object.defineProperty(prototype, 'dispatch', {
      value: watching(dispatch),
      writable: true,
      configurable: true,
    })
  }
}

/** A pool dispatches again when it has a free connection, with the same handler, or the same options. */
function watching(dispatch: Dispatch): Dispatch {
  return function dispatchWatched(options, handler) {
    const before = caller
    // undici 7 and 8 put another handler in its place; then the options are still the same.
    const keys = [handler, options].filter((key) => typeof key === 'object' && key !== null)
    caller = keys.map((key) => callers.get(key)).find(Boolean) ?? placeHere()
    for (const key of keys) callers.set(key, caller)
    try {
      return dispatch.call(this, options, handler)
    } finally {
      caller = before
    }
  }
}
