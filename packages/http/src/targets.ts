import type { Agent, RequestOptions } from 'node:http'
import { urlAt } from '@waybill/core'

/**
 * Where a call of node:http goes. A path that is a whole URL is meant for a proxy, and an agent's own host or port wins
 * over the call's, so the call may go to several places. A tunnel (CONNECT) carries nothing itself.
 * @param options what `http.request` makes of all that it was given
 */
export function targetsOf(options: RequestOptions, moduleProtocol: string): URL[] {
  if (options.method?.toUpperCase() === 'CONNECT') return []
  const agent = (options.agent || undefined) as
    | (Agent & { defaultPort?: number; options?: RequestOptions })
    | undefined
  const host = options.hostname || options.host || 'localhost'
  const port = options.port || options.defaultPort || agent?.defaultPort
  const protocol = options.protocol || moduleProtocol
  const path = options.path || '/'
  const targets = [targetOf(protocol, host, port, path)]
  if (/^https?:\/\//i.test(path)) targets.push(new URL(path))
  const over = agent?.options
  if (over?.host || over?.port) {
    targets.push(targetOf(protocol, over.host ?? host, over.port ?? port, path))
  }
  return targets
}

function targetOf(
  protocol: string,
  host: string,
  port: number | string | null | undefined,
  path: string,
): URL {
  return urlAt(`${protocol}//${bracketed(host)}${port ? `:${port}` : ''}`, path)
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}
