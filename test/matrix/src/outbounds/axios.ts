import type { Outbound } from '@waybill/testing'
import axios from 'axios'
import type { Waybills } from '../waybills.ts'

/** axios with its adapter of node:http, and with that of `fetch`. */
export function axiosOutbounds({
  axios: { wrapAxios },
  fetch: { fetch },
}: Pick<Waybills, 'axios' | 'fetch'>): Outbound[] {
  const env = { fetch: fetch as never }
  const clients = {
    axios: wrapAxios(axios.create({ proxy: false })),
    'axios, fetch adapter': wrapAxios(axios.create({ adapter: 'fetch', env })),
  }
  return Object.entries(clients).map(([name, client]) => ({
    name,
    call: async (url, headers) => (await client.get(url, { headers })).data,
  }))
}
