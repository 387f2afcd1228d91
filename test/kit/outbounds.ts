import type { IncomingMessage } from 'node:http'
import { wrapAxios } from '@waybill/axios'
import { fetch, wrapDispatcher, wrapFetch } from '@waybill/fetch'
import { http, https } from '@waybill/http'
import axios from 'axios'
import * as undici from 'undici'
import * as undici6 from 'undici6'

/** One way out: a client, wrapped as its users would. It gives the body of the answer, parsed. */
export interface Outbound {
  readonly name: string
  /** Whether the client follows redirects itself. */
  readonly followsRedirects: boolean
  readonly secure?: boolean
  call(url: string, headers?: Record<string, string>): Promise<unknown>
}

const { interceptors } = undici
const pooled = wrapDispatcher(new undici.Agent({ connections: 2 }))
const redirecting = wrapDispatcher(new undici.Agent({ connections: 2 })).compose(
  interceptors.redirect({ maxRedirections: 3 }),
  interceptors.retry(),
)
const pooled6 = wrapDispatcher(new undici6.Agent({ connections: 2 }))
// undici 8 does not load on Node 20.
const undici8 =
  Number.parseInt(process.versions.node, 10) >= 22 ? await import('undici8') : undefined
const undiciFetch = wrapFetch(undici.fetch as unknown as typeof globalThis.fetch)
const undici6Fetch = wrapFetch(undici6.fetch as unknown as typeof globalThis.fetch)
const client = wrapAxios(axios.create())
const fetchingClient = wrapAxios(axios.create({ adapter: 'fetch', env: { fetch: fetch as never } }))

/** Every way out that has an adapter. */
export const outbounds: readonly Outbound[] = [
  {
    name: 'http.request',
    followsRedirects: false,
    call: (url, headers = {}) => request(http, url, headers),
  },
  { name: 'http.get', followsRedirects: false, call: (url, headers = {}) => get(url, headers) },
  {
    name: 'https.request',
    followsRedirects: false,
    secure: true,
    call: (url, headers = {}) => request(https, url, headers),
  },
  {
    name: 'global fetch',
    followsRedirects: true,
    call: async (url, headers = {}) => (await fetch(url, { headers })).json(),
  },
  {
    name: 'undici 7 fetch',
    followsRedirects: true,
    call: async (url, headers = {}) => (await undiciFetch(url, { headers })).json(),
  },
  {
    name: 'undici 6 fetch',
    followsRedirects: true,
    call: async (url, headers = {}) => (await undici6Fetch(url, { headers })).json(),
  },
  {
    name: 'undici 7 request, 2 connections',
    followsRedirects: false,
    call: async (url, headers = {}) =>
      (await undici.request(url, { headers, dispatcher: pooled })).body.json(),
  },
  {
    name: 'undici 7 request, redirect and retry composed',
    followsRedirects: true,
    call: async (url, headers = {}) =>
      (await undici.request(url, { headers, dispatcher: redirecting })).body.json(),
  },
  {
    name: 'undici 6 request, maxRedirections',
    followsRedirects: true,
    call: async (url, headers = {}) =>
      (
        await undici6.request(url, { headers, dispatcher: pooled6, maxRedirections: 3 })
      ).body.json(),
  },
  {
    name: 'axios',
    followsRedirects: true,
    call: async (url, headers = {}) => (await client.get(url, { headers })).data,
  },
  {
    name: 'axios, fetch adapter',
    followsRedirects: true,
    call: async (url, headers = {}) => (await fetchingClient.get(url, { headers })).data,
  },
  ...(undici8 ? newest(undici8) : []),
]

function newest({ Agent, fetch, interceptors, request }: typeof import('undici8')): Outbound[] {
  const wrapped = wrapFetch(fetch as unknown as typeof globalThis.fetch)
  const agent = new Agent({ connections: 2 })
  const dispatcher = wrapDispatcher(agent).compose(
    interceptors.redirect({ maxRedirections: 3 }),
    interceptors.retry(),
  )
  return [
    {
      name: 'undici 8 fetch',
      followsRedirects: true,
      call: async (url, headers = {}) =>
        (await wrapped(url, { headers, dispatcher: agent } as RequestInit)).json(),
    },
    {
      name: 'undici 8 request, redirect and retry composed',
      followsRedirects: true,
      call: async (url, headers = {}) => (await request(url, { headers, dispatcher })).body.json(),
    },
  ]
}

function request(
  module: typeof http | typeof https,
  url: string,
  headers: Record<string, string>,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    module
      .request(url, { headers, rejectUnauthorized: false } as object, (response) =>
        readJson(response).then(resolve, reject),
      )
      .on('error', reject)
      .end()
  })
}

function get(url: string, headers: Record<string, string>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { headers }, (response) => readJson(response).then(resolve, reject))
      .on('error', reject)
  })
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString())
}
