import nodeHttp from 'node:http'
import nodeHttps from 'node:https'
import { wrapRequest } from './request.ts'

/** `node:http` as it is, but for `request` and `get`, whose calls carry the headers of the request that is being handled. */
export const http: typeof nodeHttp = clientOf(nodeHttp, 'http:')

/** `node:https` as it is, but for `request` and `get`, whose calls carry the headers of the request that is being handled. */
export const https: typeof nodeHttps = clientOf(nodeHttps, 'https:')

function clientOf<M extends typeof nodeHttp | typeof nodeHttps>(module: M, protocol: string): M {
  // Looked up at each call, so that what another tool puts in its place counts.
  const request = wrapRequest(
    (...args: unknown[]) => Reflect.apply(module.request, module, args),
    protocol,
  )
  const get = function get(...args: unknown[]): ReturnType<typeof request> {
    const call = request(...args)
    call.end()
    return call
  }
  // The module is the prototype, so that all else is there, also what is set on it later.
  return Object.create(module, {
    request: { value: request, enumerable: true, writable: true, configurable: true },
    get: { value: get, enumerable: true, writable: true, configurable: true },
    // Set through to the module: `https` reads it from there at each call, and would miss one of ours.
    globalAgent: {
      get: () => module.globalAgent,
      set(agent: nodeHttps.Agent) {
        module.globalAgent = agent
      },
      enumerable: true,
      configurable: true,
    },
  }) as M
}
