import type { Waybill } from '@waybill/core'
import type { Resource } from './resources.ts'

/** One request that came in, as it was watched. Its values stay in memory, to be compared; none is ever shown. */
export interface Inbound {
  readonly id: number
  readonly method: string
  /** Without its query, which may hold what nobody should read. */
  readonly path: string
  /** Lower-case name to value. */
  readonly headers: ReadonlyMap<string, string>
  readonly startedAt: number
  /** The calls that belong to it. */
  readonly calls: Call[]
  /** The calls that were made in its context, whomever they belong to. */
  readonly made: Call[]
  /** Promises of this request that the code of another one, or of none, has resolved. */
  readonly crossings: Crossing[]
  /** The numbers of its promises. */
  readonly promises: number[]
  /** How often a waybill was made of its headers. */
  captures: number
  /** The calls that Waybill was asked about, and that were not seen on the wire yet. */
  readonly forwards: { readonly origin: string; readonly headers: readonly string[] }[]
  isAnswered: boolean
  isEnded: boolean
  isReported: boolean
  durationMs: number
  status: number | undefined
}

/** Where a function of one request was called by the code of another, or of none. */
export interface Handoff {
  readonly event: string
  readonly registered: Error
  readonly emitted: Error
}

/** Which request the running code belongs to. */
export interface Scope {
  /** By what AsyncLocalStorage follows by itself. */
  readonly natural: Inbound | undefined
  /** By what the doctor knows beside that. */
  readonly owner: Inbound
  readonly handoff: Handoff | undefined
}

/** Where a call was made, and what was current there. */
export interface Place {
  readonly scope: Scope | undefined
  readonly stack: Error
  readonly resource: Resource | undefined
  readonly waybill: Waybill | undefined
  readonly captures: number
  /** Whether Waybill was asked for headers for it, and which it gave. */
  readonly given: readonly string[] | undefined
}

export type Client = 'node:http' | 'undici' | 'http2'

/** One call that went out. */
export interface Call {
  readonly id: number
  readonly client: Client
  readonly method: string
  /** The whole URL; only its origin and path are shown. */
  readonly url: string
  readonly place: Place
  readonly startedAt: number
  /** The request that it belongs to, as far as is known. */
  owner: Inbound | undefined
  /** What went out, by lower-case name; `undefined` until it did. */
  wire: ReadonlyMap<string, readonly string[]> | undefined
  status: number | undefined
  location: string | undefined
  /** The request that it was made for, where that is not the one it was made in. */
  claim: Claim | undefined
}

/** How a call was found to be made for a request in whose context it was not made. */
export interface Claim {
  readonly by: Inbound
  readonly how: 'answer' | 'promise' | 'listener'
  readonly through: Error | undefined
}

/** A promise of one request that was resolved in the context of another, or of none. */
export interface Crossing {
  readonly created: Resource
  readonly resolved: Error
  readonly resource: Resource | undefined
  readonly at: number
}
