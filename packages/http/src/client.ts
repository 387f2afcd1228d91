import nodeHttp from 'node:http'
import nodeHttps from 'node:https'
import { type Request, wrapRequest } from './request.ts'

/** `node:http` as it is, but for `request` and `get`, whose calls carry the headers of the request that is being handled. */
export const http: typeof nodeHttp = clientOf(nodeHttp, 'http:')

/** `node:https` as it is, but for `request` and `get`, whose calls carry the headers of the request that is being handled. */
export const https: typeof nodeHttps = clientOf(nodeHttps, 'https:')

function clientOf<M extends typeof nodeHttp | typeof nodeHttps>(module: M, protocol: string): M {
  // Looked up at each call, so that what another tool puts in its place counts.
  const request: Request = (...args) => (module.request as Request)(...args)
  const client = {
    request: wrapRequest(request, protocol),
    get: wrapRequest((...args) => {
      const call = request(...args)
      call.end()
      return call
    }, protocol),
    // Set through to the module: `https` reads it from there at each call, and would miss one of ours.
    get globalAgent() {
      return module.globalAgent
    },
    set globalAgent(agent) {
      module.globalAgent = agent
    },
  }
  // The module is the prototype, so that all else is there, also what is set on it later.
  return Object.setPrototypeOf(client, module) as M
}
