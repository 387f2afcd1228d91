import type { ClientRequest, IncomingMessage, RequestListener, RequestOptions } from 'node:http'
import type { Request, RequestHandler } from 'express'

/** The two kinds of service that are measured: node:http with http.request, and Express with the global fetch. */
export const serviceKinds = ['http', 'express'] as const

/** One of them. */
export type ServiceKind = (typeof serviceKinds)[number]

/** Where the outbound call of the `http` service goes, with the keep-alive agent that it uses. */
export type Target = Required<Pick<RequestOptions, 'host' | 'port' | 'agent'>>

/** How a subject carries headers through the `http` service. */
export interface HttpParts {
  readonly listener?: (listener: RequestListener) => RequestListener
  readonly request: (target: Target, path: string, req: IncomingMessage) => ClientRequest
}

/** How a subject carries headers through the `express` service. */
export interface ExpressParts {
  readonly middleware?: RequestHandler
  readonly call: (url: string, req: Request) => Promise<Response>
}

/** What a subject puts into a service; one that patches Node has done so once its module is loaded. */
export interface Subject {
  readonly http?: HttpParts
  readonly express?: ExpressParts
}
