import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import axios from 'axios'
import { Agent, type Dispatcher, Pool, request as undiciRequest } from 'undici'
import { traceparent } from '../../kit/by-hand.ts'

/** Makes one call, and reads all of its answer. */
export type Call = (url: string) => Promise<unknown>

export type Clients = Readonly<Record<'fetch' | 'fetch-by-hand' | 'http' | 'axios' | 'pool', Call>>

interface Parts {
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>
  readonly request: (url: string) => ClientRequest
  readonly axios: { get: Call }
  /** Of one connection, which all calls wait for. */
  readonly dispatcher: Dispatcher
}

/** A dispatcher of one connection for each origin. An Agent with `connections: 1` would have no pool, but a Client. */
export function onePool(): Agent {
  return new Agent({ factory: (origin) => new Pool(origin, { connections: 1 }) })
}

/** Clients as they come, `request` of node:http by its name. */
export const plain = clientsOf({
  fetch: (url, init) => fetch(url, init),
  request: (url) => request(url),
  axios: axios.create(),
  dispatcher: onePool(),
})

/** The clients that calls are made with. */
export function clientsOf({ fetch, request, axios, dispatcher }: Parts): Clients {
  return {
    fetch: async (url) => (await fetch(url)).text(),
    'fetch-by-hand': async (url) => (await fetch(url, { headers: { traceparent } })).text(),
    async http(url) {
      const [response] = (await once(request(url).end(), 'response')) as [IncomingMessage]
      return once(response.resume(), 'end')
    },
    axios: (url) => axios.get(url),
    pool: async (url) => (await undiciRequest(url, { dispatcher })).body.text(),
  }
}
