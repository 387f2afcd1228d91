import type { Agent, ClientRequest, RequestOptions } from 'node:http'
import { type Carrier, current, type Waybill } from '@waybill/core'
import { type CallOptions, targetsOf } from '../../http/src/targets.ts'
import type { Birth } from './births.ts'
import { replace, type Undo } from './replace.ts'
import type { Session } from './session.ts'

const CALL = Symbol('waybill')

interface Call {
  readonly waybill: Waybill | undefined
  /** Where its agent is to send it. */
  options?: RequestOptions
  /** What the caller has taken away, in lower case. */
  removed?: string[]
}

type Pair = [name: string, value: unknown]
/** By lower-case name; or as the caller gave them, a flat list or pairs. */
type Headers = Record<string, Pair> | string[] | Pair[] | null | undefined
type StoreHeader = (this: Called, firstLine: string, headers: Headers) => void
type AddRequest = (
  this: Agent,
  request: Called,
  options: RequestOptions,
  ...rest: unknown[]
) => void
type Called = ClientRequest & { agent?: Agent; [CALL]?: Call }

/** Whether a prototype is that of the requests of node:http's client. */
export function isClientRequest(prototype: object): boolean {
  return Object.hasOwn(prototype, 'onSocket') && Object.hasOwn(prototype, 'setSocketKeepAlive')
}

/** Whether a prototype is that of the agents of node:http. */
export function isAgent(prototype: object): boolean {
  return Object.hasOwn(prototype, 'addRequest') && Object.hasOwn(prototype, 'createSocket')
}

/** Writes the caller's waybill on a request: what is written to it later may come from another one's context. */
export const stampRequest: Birth = function stampRequest(request) {
  ;(request as Called)[CALL] = { waybill: current() }
}

/** Makes requests remember where their agent is to send them: Node itself forgets the port. */
export function patchAgents(prototype: object, session: Session): Undo {
  return replace<AddRequest>(prototype, 'addRequest', (addRequest) => {
    return function waybillAddRequest(this: Agent, request, options, ...rest) {
      const call = session.isOn && request?.[CALL]
      if (call && typeof options === 'object') call.options = options
      return addRequest().call(this, request, options, ...rest)
    }
  })
}

/**
 * Makes requests of node:http and https carry headers. The place is a private one, but the only one that all of them
 * come through, with the headers as they will be sent.
 */
export function patchClientRequests(prototype: object, session: Session): Undo[] {
  if (!('_storeHeader' in prototype)) {
    process.emitWarning(
      '@waybill/auto: calls of node:http carry no headers, since this Node has no ClientRequest.prototype._storeHeader; use @waybill/http for them',
    )
    return []
  }
  return [patchRemoveHeader(prototype, session), patchStoreHeader(prototype, session)]
}

function patchStoreHeader(prototype: object, session: Session): Undo {
  return replace<StoreHeader>(prototype, '_storeHeader', (storeHeader) => {
    return function waybillStoreHeader(this: Called, firstLine, headers) {
      const all = session.isOn ? withAdded(this, headers) : headers
      return storeHeader().call(this, firstLine, all as Headers)
    }
  })
}

/** Who removes a header does not want it, be it there or not. */
function patchRemoveHeader(prototype: object, session: Session): Undo {
  return replace<ClientRequest['removeHeader']>(prototype, 'removeHeader', (removeHeader) => {
    return function waybillRemoveHeader(this: Called, name) {
      const call = session.isOn && this[CALL]
      if (call && typeof name === 'string')
        call.removed = [...(call.removed ?? []), name.toLowerCase()]
      return Reflect.apply(removeHeader(), this, [name])
    }
  })
}

/**
 * The headers of a request with those that are added, which Node takes in each of its shapes. Its own map stays as it is:
 * who follows a redirect takes `getHeaders` along, wherever that leads.
 */
function withAdded(request: Called, headers: Headers): unknown {
  try {
    const { waybill, options, removed }: Call = request[CALL] ?? { waybill: current() }
    // A flat list with a value short is refused by Node, in an error that shows all of it.
    const isWrong = isFlat(headers) && headers.length % 2 !== 0
    if (!waybill || waybill.isEmpty || isWrong) return headers
    const already = headers && !Array.isArray(headers) ? Object.values(headers) : headers
    const added = waybill.forward(targetOf(request, options), already as Carrier)
    for (const name of removed ?? []) delete added[name]
    const pairs = Object.entries(added)
    if (pairs.length === 0) return headers
    return [...(already ?? []), ...(isFlat(headers) ? pairs.flat() : pairs)]
  } catch {
    return headers
  }
}

function targetOf(request: Called, options: RequestOptions | undefined): string | string[] {
  const { method, path, protocol, host, agent } = request
  const call = { method, path, protocol, host, agent, port: options?.port } as CallOptions
  const target = targetsOf(call, protocol)
  // Where the port is not known, headers go where they may go on any.
  return options ? target : [target, targetsOf({ ...call, port: 1 }, protocol)].flat()
}

function isFlat(headers: Headers): headers is string[] {
  return Array.isArray(headers) && typeof headers[0] === 'string'
}
