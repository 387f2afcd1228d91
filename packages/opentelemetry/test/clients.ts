import { wrapAxios } from '@waybill/axios'
import { fetch, wrapDispatcher } from '@waybill/fetch'
import { http } from '@waybill/http'
import axios from 'axios'
import { Agent, request } from 'undici'

/** The headers that arrived somewhere: a repeated one as a list. */
export type Arrived = Record<string, string | string[]>
/** Calls an echo server, and gives the headers that arrived there. */
export type Call = (url: string, headers?: Record<string, string>) => Promise<Arrived>

const dispatcher = wrapDispatcher(new Agent())
const client = wrapAxios(axios.create())

/** The wrapped clients that stand on undici, and on node:http. */
export const clients: Record<'fetch' | 'undici' | 'http' | 'axios', Call> = {
  async fetch(url, headers = {}) {
    return (await (await fetch(url, { headers })).json()).headers
  },
  async undici(url, headers = {}) {
    const { body } = await request(url, { dispatcher, headers })
    return ((await body.json()) as { headers: Arrived }).headers
  },
  http(url, headers = {}) {
    return new Promise((resolve, reject) => {
      const call = http.get(url, { headers }, async (response) => {
        let text = ''
        for await (const chunk of response) text += chunk
        resolve(JSON.parse(text).headers)
      })
      call.on('error', reject)
    })
  },
  async axios(url, headers = {}) {
    return (await client.get(url, { headers })).data.headers
  },
}
