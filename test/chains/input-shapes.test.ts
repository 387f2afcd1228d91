import type { IncomingMessage, RequestOptions } from 'node:http'
import { json } from 'node:stream/consumers'
import { wrapAxios } from '@waybill/axios'
import { fetch, wrapDispatcher, wrapFetch } from '@waybill/fetch'
import { wrapGot } from '@waybill/got'
import { http, https } from '@waybill/http'
import { wrapSuperagent } from '@waybill/superagent'
import axios, { AxiosHeaders } from 'axios'
import axiosRetry from 'axios-retry'
import got, { type OptionsOfTextResponseBody } from 'got'
import ky from 'ky'
import nodeFetch, { Headers as NodeHeaders, Request as NodeRequest } from 'node-fetch'
import superagent from 'superagent'
import * as undici from 'undici'
import { afterAll, describe, expect, test } from 'vitest'
import { callerWins, inbound, propagated } from '../kit/caller-wins.ts'
import type { Received } from '../kit/echo-server.ts'
import { inRequest } from '../kit/in-request.ts'
import { runningEcho } from '../kit/running-echo.ts'
import { serve } from '../kit/serve.ts'

const plain = runningEcho()
const secure = runningEcho({ secure: true })

type Given = Record<string, string>
/** Makes one call with headers in one shape, and gives what the echo server answers. */
type Call = (url: string, headers: never) => PromiseLike<Received>

interface Client {
  readonly isSecure?: boolean
  /** The ways to name where a call goes. */
  readonly calls: Readonly<Record<string, Call>>
  /** The shapes that its headers may have. */
  readonly shapes: Readonly<Record<string, (headers: Given) => object>>
  /** A call that is tried again when the answer says 503, where the client does so itself. */
  readonly retried?: Call
}

const object = (headers: Given) => ({ ...headers })
const frozen = (headers: Given) => Object.freeze({ ...headers })
const bare = (headers: Given) => Object.assign(Object.create(null) as object, headers)
const pairs = (headers: Given) => Object.entries(headers)
const flat = (headers: Given) => Object.entries(headers).flat()
const objects = { 'an object': object, 'a frozen object': frozen, 'a bare object': bare }
/** Node adds no `host` to a list, and a server wants one. */
const withHost = (list: (headers: Given) => object) => (headers: Given) =>
  list({ host: 'echo', ...headers })
const ofNode = { ...objects, 'a flat array': withHost(flat), 'an array of pairs': withHost(pairs) }
const ofFetch = {
  ...objects,
  'an array of pairs': pairs,
  Headers: (headers: Given) => new Headers(headers),
}

const agent = wrapDispatcher(new undici.Agent())
const retrying = agent.compose(undici.interceptors.retry({ minTimeout: 1, maxRetries: 1 }))
const undiciFetch = wrapFetch(undici.fetch as unknown as typeof globalThis.fetch)
const nodeFetchClient = wrapFetch(nodeFetch as unknown as typeof globalThis.fetch)
const axiosClient = wrapAxios(axios.create())
axiosRetry(axiosClient, { retries: 1 })
const gotClient = wrapGot(got)
const superagentClient = wrapSuperagent(superagent)
const kyClient = ky.create({ fetch, retry: { limit: 1, delay: () => 1 } })
const soon: OptionsOfTextResponseBody = {
  retry: { limit: 1, calculateDelay: ({ computedValue }) => computedValue && 1 },
}

const clients: Readonly<Record<string, Client>> = {
  'node:http': { calls: callsOf(http), shapes: ofNode },
  'node:https': { isSecure: true, calls: callsOf(https), shapes: ofNode },
  fetch: { calls: fetchCalls(fetch, Request), shapes: ofFetch },
  'undici fetch': {
    calls: fetchCalls(undiciFetch, undici.Request as unknown as typeof Request),
    shapes: ofFetch,
  },
  'node-fetch': {
    calls: fetchCalls(nodeFetchClient, NodeRequest as unknown as typeof Request),
    shapes: { ...ofFetch, 'its own Headers': (headers) => new NodeHeaders(headers) },
  },
  ky: {
    calls: {
      'by a string': (url, headers) => kyClient(url, { headers }).json(),
      'by a URL': (url, headers) => kyClient(new URL(url), { headers }).json(),
      'by a Request': (url, headers) => kyClient(new Request(url, { headers })).json(),
      'by get': (url, headers) => kyClient.get(url, Object.freeze({ headers })).json(),
    },
    shapes: ofFetch,
    retried: (url, headers) => kyClient(url, { headers }).json(),
  },
  'undici request': {
    calls: {
      'by a string': (url, headers) => read(undici.request(url, { headers, dispatcher: agent })),
      'by a URL': (url, headers) =>
        read(undici.request(new URL(url), { headers, dispatcher: agent })),
      'by options': (url, headers) => read(agent.request({ ...placeOf(url), headers })),
      'by options and a callback': (url, headers) =>
        new Promise((resolve, reject) => {
          agent.request({ ...placeOf(url), headers }, (error, { body }) =>
            error ? reject(error) : resolve(body.json() as Promise<Received>),
          )
        }),
    },
    shapes: {
      ...objects,
      'a flat array': flat,
      Headers: (headers) => new Headers(headers),
      'a Map': (headers) => new Map(Object.entries(headers)),
    },
    retried: (url, headers) => read(undici.request(url, { headers, dispatcher: retrying })),
  },
  axios: {
    calls: {
      'by a string': async (url, headers) => (await axiosClient.get(url, { headers })).data,
      'by options': async (url, headers) => (await axiosClient({ url, headers })).data,
      'by frozen options': async (url, headers) =>
        (await axiosClient.request(Object.freeze({ url, headers }))).data,
      'by post': async (url, headers) => (await axiosClient.post(url, 'x', { headers })).data,
    },
    shapes: { ...objects, AxiosHeaders: (headers) => new AxiosHeaders(headers) },
    retried: async (url, headers) => (await axiosClient.get(url, { headers })).data,
  },
  got: {
    calls: {
      'by a string': (url, headers) => gotClient(url, { headers }).json(),
      'by a URL': (url, headers) => gotClient(new URL(url), { headers }).json(),
      'by options': (url, headers) => gotClient({ url, headers }).json(),
      'by a stream': async (url, headers) =>
        (await json(gotClient.stream(url, { headers }))) as Received,
    },
    shapes: objects,
    retried: (url, headers) => gotClient(url, { ...soon, headers }).json(),
  },
  superagent: {
    calls: {
      'by a string': async (url, headers) => (await superagentClient.get(url).set(headers)).body,
      'by a URL': async (url, headers) =>
        (await superagentClient.get(new URL(url)).set(headers)).body,
      'by an agent': async (url, headers) =>
        (await superagentClient.agent().set(headers).get(url)).body,
      'by a callback': (url, headers) =>
        new Promise((resolve, reject) => {
          superagentClient
            .get(url)
            .set(headers)
            .end((error, answer) => (error ? reject(error) : resolve(answer.body)))
        }),
    },
    shapes: { 'an object': object, 'a frozen object': frozen },
    retried: async (url, headers) => (await superagentClient.get(url).retry(1).set(headers)).body,
  },
}

const signatures: [string, string, Given][] = [
  ['AWS, in a header', '', { Authorization: 'AWS4-HMAC-SHA256 Credential=x' }],
  ['AWS, in the query', '?X-Amz-Signature=s', {}],
  ['Google Cloud, in a header', '', { Authorization: 'GOOG4-RSA-SHA256 Credential=x' }],
  ['Google Cloud, in the query', '?X-Goog-Signature=s', {}],
  ['Azure, in a header', '', { Authorization: 'SharedKey account:x' }],
  ['Azure, in the query', '?sv=2022-11-02&sig=s', {}],
]

describe.each(Object.entries(clients))('%s', (_name, { isSecure, calls, shapes, retried }) => {
  const url = (query = '') => `${(isSecure ? secure : plain).origin}/a${query}`
  const arrived = async (call: Call, headers: object, query?: string) => {
    const received = await inRequest(inbound, () => call(url(query), headers as never))
    return received.headers
  }

  describe.each(Object.entries(calls))('%s', (_how, call) => {
    describe.each(Object.entries(shapes))('with headers as %s', (_shape, shape) => {
      test.each<[string, Given, Record<string, unknown>]>([
        ['none of the same names, adds each once', { 'X-Own': 'mine' }, inbound],
        ...callerWins.map(
          ([what, own, expected]) =>
            [`${what}, which wins`, { 'X-Own': 'mine', ...own }, expected] as [
              string,
              Given,
              Record<string, unknown>,
            ],
        ),
      ])('that hold %s', async (_what, own, expected) => {
        const headers = await arrived(call, shape(own))
        expect(propagated(headers)).toEqual(expected)
        expect(headers['x-own']).toBe('mine')
      })

      test('that calls share, leaves them as they were', async () => {
        const shared = shape({ 'X-Own': 'mine' })
        const before = contentOf(shared)
        for (const id of ['r-1', 'r-2']) {
          const received = inRequest({ 'x-request-id': id }, () => call(url(), shared as never))
          expect((await received).headers['x-request-id']).toBe(id)
        }
        expect(contentOf(shared)).toEqual(before)
        expect(propagated((await call(url(), shared as never)).headers)).toEqual({})
      })
    })

    test.each(signatures)(
      'leaves a signed call alone (%s), each time',
      async (_how, query, own) => {
        const shape = Object.values(shapes)[0] as (headers: Given) => object
        const shared = shape(own)
        // Who signs and tries again himself calls once more with the same.
        for (const _try of [1, 2])
          expect(propagated(await arrived(call, shared, query))).toEqual({})
      },
    )
  })

  describe.runIf(retried)('tried again by the client itself', () => {
    /** Answers 503 to the first try, and tells what came with each. */
    const startFlaky = async () => {
      const tries: Record<string, unknown>[] = []
      const origin = await serve((req, res) => {
        tries.push(propagated(arrivedOf(req)))
        res.writeHead(tries.length === 1 ? 503 : 200, { 'content-type': 'application/json' })
        res.end('{}')
      })
      return { origin, tries }
    }

    test.each(signatures)('leaves a signed call alone (%s)', async (_how, query, own) => {
      const { origin, tries } = await startFlaky()
      await inRequest(inbound, () => (retried as Call)(`${origin}/${query}`, own as never))
      expect(tries).toEqual([{}, {}])
    })

    test('carries what it carried, each once', async () => {
      const { origin, tries } = await startFlaky()
      await inRequest(inbound, () => (retried as Call)(`${origin}/`, {} as never))
      expect(tries).toEqual([inbound, inbound])
    })
  })
})

afterAll(() => agent.close())

function callsOf(module: typeof http | typeof https): Record<string, Call> {
  type Args = [unknown?, unknown?, unknown?]
  const send = (method: 'request' | 'get', args: Args) =>
    new Promise<Received>((resolve, reject) => {
      const callback = (response: IncomingMessage) =>
        void json(response).then((body) => resolve(body as Received), reject)
      const call = Reflect.apply(module[method], module, [...args, callback])
      call.on('error', reject).end()
    })
  const more = (headers: object) =>
    ({ headers, rejectUnauthorized: false }) as unknown as RequestOptions
  const optionsOf = (url: string, headers: object) => {
    const { hostname, port, pathname, search } = new URL(url)
    return { hostname, port, path: pathname + search, ...more(headers) }
  }
  return {
    'request by a string, options and a callback': (url, headers) =>
      send('request', [url, more(headers)]),
    'request by a URL, options and a callback': (url, headers) =>
      send('request', [new URL(url), more(headers)]),
    'request by options and a callback': (url, headers) =>
      send('request', [optionsOf(url, headers)]),
    'request by frozen options': (url, headers) =>
      send('request', [Object.freeze(optionsOf(url, headers))]),
    'request by a URL with all set on it': (url, headers) =>
      send('request', [Object.assign(new URL(url), more(headers))]),
    'get by a string, options and a callback': (url, headers) => send('get', [url, more(headers)]),
    'get by a URL, options and a callback': (url, headers) =>
      send('get', [new URL(url), more(headers)]),
    'get by options and a callback': (url, headers) => send('get', [optionsOf(url, headers)]),
  }
}

function fetchCalls(call: typeof globalThis.fetch, Own: typeof Request): Record<string, Call> {
  const answer = async (response: Promise<Response>) => (await (await response).json()) as Received
  return {
    'by a string': (url, headers) => answer(call(url, { headers })),
    'by a URL': (url, headers) => answer(call(new URL(url), { headers })),
    'by a Request': (url, headers) => answer(call(new Own(url, { headers }))),
    'by a Request and options': (url, headers) =>
      answer(call(new Own(url, { headers: { 'x-request-id': 'not this' } }), { headers })),
    'by frozen options': (url, headers) => answer(call(url, Object.freeze({ headers }))),
  }
}

async function read(answer: Promise<undici.Dispatcher.ResponseData>): Promise<Received> {
  return (await (await answer).body.json()) as Received
}

function placeOf(url: string): { origin: string; path: string; method: 'GET' } {
  const { origin, pathname, search } = new URL(url)
  return { origin, path: pathname + search, method: 'GET' }
}

function contentOf(headers: object): unknown {
  return Symbol.iterator in headers ? [...(headers as Iterable<unknown>)] : { ...headers }
}

/** What arrived, a header that came twice as a list, as it must not look like one that came once. */
function arrivedOf({ headersDistinct }: IncomingMessage): Record<string, unknown> {
  const entries = Object.entries(headersDistinct)
  return Object.fromEntries(
    entries.map(([name, values]) => [name, values?.length === 1 ? values[0] : values]),
  )
}
