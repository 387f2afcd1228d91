import { wrapAxios } from '@waybill/axios'
import { fetch } from '@waybill/fetch'
import { contract, type Outbound } from '@waybill/testing'
import axios from 'axios'
import { describe, test } from 'vitest'
import { moreOutbounds } from '../../../test/kit/outbounds-more.ts'

const client = wrapAxios(axios.create())
const fetching = wrapAxios(axios.create({ adapter: 'fetch', env: { fetch: fetch as never } }))

const outbounds: readonly Outbound[] = [
  { name: 'axios', call: async (url, headers) => (await client.get(url, { headers })).data },
  {
    name: 'axios, fetch adapter',
    call: async (url, headers) => (await fetching.get(url, { headers })).data,
  },
  ...moreOutbounds.filter(({ name }) => name.startsWith('axios')),
]

describe.each(outbounds)('$name', (outbound) => {
  for (const { name, skip, run } of contract({ outbound })) test.skipIf(skip)(name, run)
})
