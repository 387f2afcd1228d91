import type { Agent, RequestOptions } from 'node:http'
import { urlToHttpOptions } from 'node:url'

/** The options of `http.request`, with what agents have and their types do not tell. */
export interface CallOptions extends Omit<RequestOptions, 'agent'> {
  agent?: (Agent & { defaultPort?: number; options?: RequestOptions }) | false | undefined
}

/**
 * Where a call of node:http goes, as text. A path that is a whole URL is meant for a proxy, and an agent's own host or
 * port wins over the call's, so the call may go to several places. A tunnel (CONNECT) carries nothing itself.
 * @param options what `http.request` makes of all that it was given, but for a URL given as text
 * @throws TypeError for what `http.request` would refuse
 */
export function targetsOf(
  options: CallOptions,
  moduleProtocol: string,
  url?: string,
): string | string[] {
  if (options.method?.toUpperCase() === 'CONNECT') return []
  const agent = options.agent || undefined
  const own = agent?.options
  const isElsewhere = own?.host || own?.port
  if (url !== undefined) {
    return isElsewhere || PLACES.test(Object.keys(options).join())
      ? targetsOf(
          Object.assign(urlToHttpOptions(new URL(url)), options) as CallOptions,
          moduleProtocol,
        )
      : url
  }
  const path = options.path || '/'
  const protocol = options.protocol || moduleProtocol
  const host = options.hostname || options.host || 'localhost'
  const port = options.port || options.defaultPort || agent?.defaultPort
  const target = urlOf(protocol, host, port, path)
  const isForProxy = /^https?:/i.test(path)
  if (!isElsewhere && !isForProxy) return target
  const targets = [target, urlOf(protocol, own?.host ?? host, own?.port ?? port, path)]
  return isForProxy ? [...targets, path] : targets
}

let last: { protocol?: string; host?: string; port?: unknown; path?: string; url: string } = {
  url: '',
}

/** The URL of a call as text, or nothing where host or path hold what makes another host of them. */
function urlOf(protocol: string, host: string, port: unknown, path: string): string {
  // Calls to one service come in rows.
  if (last.path === path && last.host === host && last.port === port && last.protocol === protocol)
    return last.url
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
  const origin = `${protocol}//${name}${port ? `:${port}` : ''}`
  const url = PLAIN.test(origin) ? `${origin}${path.startsWith('/') ? '' : '/'}${path}` : ''
  last = { protocol, host, port, path, url }
  return url
}

/** The names of options that turn a call from its URL to another place. */
const PLACES = /\b(host(name)?|port|defaultPort|protocol|path)\b/
const PLAIN = /^https?:\/\/[\w.:[\]-]+$/
