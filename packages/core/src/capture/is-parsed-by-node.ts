import type { NodeRequest } from './carrier.ts'

interface Server {
  readonly insecureHTTPParser?: boolean
  readonly closeIdleConnections?: unknown
}

const options = [globalThis.process?.execArgv, globalThis.process?.env?.NODE_OPTIONS]
const isInsecure = /insecure-http-parser/.test(String(options))

let known: Server | undefined

/**
 * Whether a request came in through a server of node:http, whose parser has refused what no header value may have, so
 * that its values need no second look. Not one that was made by hand, or by an insecure parser.
 */
export function isParsedByNode(request: NodeRequest): boolean {
  const { server } = (request as { socket?: { server?: Server } }).socket ?? {}
  if (server === undefined || isInsecure) return false
  if (server === known) return true
  if (!server?.closeIdleConnections || server.insecureHTTPParser) return false
  known = server
  return true
}
