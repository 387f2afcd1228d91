import type { PolicyOptions } from '@waybill/core'
import type { EchoServer } from '../echo/start-echo.ts'

/** What a service does for a request, given its path with the query; the answer goes out as JSON. */
export type Handler = (path: string) => Promise<unknown>

/** A running service. */
export interface Service {
  /** Such as `http://127.0.0.1:40123`. */
  readonly origin: string
  close(): Promise<void>
}

/** What an adapter or a service may be unable to show, each with a sentence that says why. */
export interface Lacks {
  /** That a request's headers may come twice. */
  readonly repeats?: string
  /** That values hold bytes above ASCII. */
  readonly latin1?: string
  /** That options are given when it starts. */
  readonly options?: string
  /** That an echoed header is on the answer. */
  readonly echo?: string
  /** That a call has a URL with a query. */
  readonly query?: string
  /** That a redirect is followed. */
  readonly redirects?: string
  /** That the call sets headers of its own. */
  readonly ownHeaders?: string
}

/** One way in: a framework, with Waybill as its users would put it there. */
export interface Inbound {
  readonly name: string
  /** Starts a service that gives each request to the handler, and its result back as JSON. */
  start(handler: Handler, options?: PolicyOptions): Promise<Service>
  /** Sends a request and gives its answer, where that is not HTTP/1.1. */
  send?: Send
  readonly lacks?: Lacks
}

/** One way out: a client, wrapped as its users would. */
export interface Outbound {
  readonly name: string
  /** Makes a GET call with these headers, whose object may be frozen, and gives the body of the answer, parsed. */
  call(url: string, headers: Readonly<Record<string, string>>): Promise<unknown>
  /** Starts what is called, where that is not HTTP. */
  startEcho?(): Promise<EchoServer>
  readonly lacks?: Lacks
}

/** Any service: for a request of the path `/?call=URL&headers=JSON` it calls this URL with these headers. */
export interface Subject {
  readonly name: string
  start(options?: PolicyOptions): Promise<Service>
  send?: Send
  startEcho?(): Promise<EchoServer>
  readonly lacks?: Lacks
}

/** Headers as they are sent: a repeated one as a list. */
export type SentHeaders = Readonly<Record<string, string | readonly string[]>>

/** What came back: the body, parsed, and the headers. */
export interface Answer {
  readonly body: unknown
  readonly headers: Readonly<Record<string, unknown>>
}

/** Sends one request to a service. */
export type Send = (origin: string, path: string, headers: SentHeaders) => Promise<Answer>
