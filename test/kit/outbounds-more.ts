import { wrapAxios } from '@waybill/axios'
import { fetch, wrapDispatcher, wrapFetch } from '@waybill/fetch'
import { wrapGot } from '@waybill/got'
import { wrapSuperagent } from '@waybill/superagent'
import type { Outbound } from '@waybill/testing'
import axios from 'axios'
import axiosRetry from 'axios-retry'
import got from 'got'
import ky from 'ky'
import nodeFetch from 'node-fetch'
import superagent from 'superagent'
import { Agent, type Dispatcher, EnvHttpProxyAgent, interceptors, Pool, RetryAgent } from 'undici'

// A call that fails must fail at once in the tests.
const gotClient = wrapGot(got.extend({ retry: { limit: 0 } }))
const kyClient = ky.create({ fetch, retry: 0 })
const superagentClient = wrapSuperagent(superagent)
const superagentAgent = wrapSuperagent(superagent.agent())
const nodeFetchClient = wrapFetch(nodeFetch as unknown as typeof globalThis.fetch)
const axiosClient = wrapAxios(axios.create())
axiosRetry(axiosClient, { retries: 0 })

// Fewer than the calls that the contract makes at once, and more than it holds open.
const few = { connections: 16 }
const pools = new Map<string, Pool>()
const retryAgent = wrapDispatcher(new RetryAgent(new Agent(few), { maxRetries: 0 }))
const proxyAgent = wrapDispatcher(new EnvHttpProxyAgent(few))
const everything = wrapDispatcher(new Agent(few)).compose(
  interceptors.redirect({ maxRedirections: 3 }),
  interceptors.retry({ maxRetries: 0 }),
)

const followsNone = { redirects: "undici's request follows none by itself" }

/** Ways out beside those that the chains of the workspace had first: more clients, and undici's other dispatchers. */
export const moreOutbounds: readonly Outbound[] = [
  { name: 'got', call: (url, headers) => gotClient(url, { headers }).json() },
  {
    name: 'got, stream',
    call: async (url, headers) => JSON.parse(await read(gotClient.stream(url, { headers }))),
  },
  { name: 'ky', call: (url, headers) => kyClient(url, { headers }).json() },
  {
    name: 'superagent',
    call: async (url, headers) => (await superagentClient.get(url).set(headers)).body,
  },
  {
    name: 'superagent, agent',
    call: async (url, headers) => (await superagentAgent.get(url).set(headers)).body,
  },
  {
    name: 'node-fetch',
    call: async (url, headers) => (await nodeFetchClient(url, { headers })).json(),
  },
  {
    name: 'axios, axios-retry',
    call: async (url, headers) => (await axiosClient.get(url, { headers })).data,
  },
  {
    name: 'undici Pool',
    call: (url, headers) => through(poolOf(url), url, headers),
    lacks: followsNone,
  },
  {
    name: 'undici RetryAgent',
    call: (url, headers) => through(retryAgent, url, headers),
    lacks: followsNone,
  },
  {
    name: 'undici EnvHttpProxyAgent',
    call: (url, headers) => through(proxyAgent, url, headers),
    lacks: followsNone,
  },
  {
    name: 'undici Agent, redirect and retry',
    call: (url, headers) => through(everything, url, headers),
  },
]

async function through(
  dispatcher: Dispatcher,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<unknown> {
  const { origin, pathname, search } = new URL(url)
  const options = { origin, path: pathname + search, method: 'GET' as const, headers }
  return (await dispatcher.request(options)).body.json()
}

/** A Pool is tied to one origin. */
function poolOf(url: string): Pool {
  const { origin } = new URL(url)
  const pool = pools.get(origin) ?? wrapDispatcher(new Pool(origin, few))
  pools.set(origin, pool)
  return pool
}

async function read(stream: AsyncIterable<unknown>): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += chunk
  return text
}
