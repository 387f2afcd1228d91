import { EventEmitter } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import net from 'node:net'
import * as undici from 'undici'
import * as undici6 from 'undici6'

// Classes that are found only by an instance.
const instances = [
  http2.createServer(),
  http2.createSecureServer(),
  new undici.Agent(),
  new undici.Pool('http://a'),
  new undici.Client('http://a'),
  new undici.RetryAgent(new undici.Agent()),
  new undici6.Agent(),
  new undici6.Client('http://a'),
  new undici6.Agent().compose(undici6.interceptors.retry()),
  new http.Agent(),
  new https.Agent(),
]

function places(session: object): object[] {
  const named = [
    globalThis,
    process,
    EventEmitter,
    http,
    https,
    http2,
    net,
    http.ClientRequest.prototype,
    http.IncomingMessage.prototype,
    http.ServerResponse.prototype,
    http.Server.prototype,
    https.Server.prototype,
  ]
  const chains = [...instances, session].flatMap((instance) => {
    const chain: object[] = [instance]
    for (let at = Object.getPrototypeOf(instance); at; at = Object.getPrototypeOf(at))
      chain.push(at)
    return chain
  })
  return [...new Set([...named, ...chains])]
}

/**
 * All properties of all that Waybill could touch.
 * @param session of http2's client
 */
export function everything(session: object): PropertyDescriptorMap[] {
  return places(session).map((place) => Object.getOwnPropertyDescriptors(place))
}
