import nodeHttp from 'node:http'
import type nodeHttps from 'node:https'
import { type Request, wrapRequest } from './request.ts'

// Loaded when it is first used: it comes with all of TLS, which takes longer than all else here.
const loadHttps = () => process.getBuiltinModule('node:https')

/** `node:http` as it is, but for `request` and `get`, whose calls carry the headers of the request that is being handled. */
export const http: typeof nodeHttp = clientOf('http:', () => nodeHttp)

/** `node:https` as it is, but for `request` and `get`, whose calls carry the headers of the request that is being handled. */
export const https: typeof nodeHttps = clientOf(
  'https:',
  loadHttps,
  new Proxy({} as typeof nodeHttps, {
    get: (_empty, key) => loadHttps()[key as keyof typeof nodeHttps],
    has: (_empty, key) => key in loadHttps(),
  }),
)

/** @param rest what the client has for a prototype: the module, so that all else is there, also what is set on it later */
function clientOf<M extends typeof nodeHttp | typeof nodeHttps>(
  protocol: string,
  load: () => M,
  rest: M = load(),
): M {
  // Looked up at each call, so that what another tool puts in its place counts.
  const request: Request = (...args) => (load().request as Request)(...args)
  const client = {
    request: wrapRequest(request, protocol),
    get: wrapRequest((...args) => {
      const call = request(...args)
      call.end()
      return call
    }, protocol),
    // Set through to the module: `https` reads it from there at each call, and would miss one of ours.
    get globalAgent() {
      return load().globalAgent
    },
    set globalAgent(agent) {
      load().globalAgent = agent
    },
  }
  return Object.setPrototypeOf(client, rest) as M
}
